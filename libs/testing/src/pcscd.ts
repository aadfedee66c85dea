/**
 * A pcscd of its own for one test run: no root, own socket, own reader ports, no effect on the machine's pcscd.
 * Clients find it by PCSCLITE_CSOCK_NAME, which must be set before they start. Simulated cards go into its readers.
 * Governing document: cards.md "Packages and reader"; its traps are named where they are avoided.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, isPortTaken, listensItself, portIsFree, PortTakenError } from '@cardwright/embedded-servers/ports';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { VpcdClient, type VpcdOptions } from '@cardwright/simulated-card/vpcd-client';
import { findProgram, requirement, type Requirement } from './programs.js';

const run = promisify(execFile);
const driver = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
/** pcscd has 16 places; two are left free, because one binding fails at the limit. */
const maxReaders = 14;
const startTimeoutMs = 15_000;
/** pcscd looks every 400 ms. */
const insertTimeoutMs = 30_000;
const maxAttempts = 5;
/** vpcd listens on all addresses. */
const anyAddress = '0.0.0.0';

export interface VirtualReader {
  /** As PC/SC programs see it. */
  name: string;
  port: number;
}

export interface InsertedCard {
  client: VpcdClient;
  /** Resolves when pcscd has noticed. */
  remove(): Promise<void>;
}

/** What `startPcscd` needs: with CI=true it throws if something is missing, elsewhere it returns the reason. */
export function requirePcscd(): Requirement {
  const programs = ['pcscd', 'systemd-socket-activate', 'opensc-tool'].filter(
    (name) => findProgram(name) === undefined,
  );
  const missing = programs.map((name) => `${name} is not installed`);
  if (!existsSync(driver)) missing.push('vsmartcard-vpcd is not installed');
  return requirement(missing);
}

export class PrivatePcscd {
  private readonly clients: VpcdClient[] = [];
  private readonly gone: Promise<string>;

  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    readonly readers: readonly VirtualReader[],
    private readonly log: () => string,
  ) {
    this.gone = once(child, 'exit').then(([code, signal]) => `pcscd ended (${String(signal ?? code)})`);
  }

  /** Environment for client processes; for the own process assign it before a PC/SC binding is loaded. */
  get environment(): { PCSCLITE_CSOCK_NAME: string } {
    return { PCSCLITE_CSOCK_NAME: join(this.folder, 'pcscd.comm') };
  }

  get output(): string {
    return this.log();
  }

  /** Default: 2 readers; at most 14. */
  static async start({ readers: count = 2 }: { readers?: number } = {}): Promise<PrivatePcscd> {
    if (count < 1 || count > maxReaders) throw new TypeError(`1 to ${maxReaders} readers`);
    for (let attempt = 1; ; attempt++) {
      const folder = await mkdtemp(join(tmpdir(), 'cardwright-pcscd-'));
      try {
        const readers = await configure(folder, count);
        return await PrivatePcscd.launch(folder, readers);
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        // Another program took a reader's port before vpcd listened on it.
        if (!isPortTaken(error) || attempt === maxAttempts) throw error;
      }
    }
  }

  private static async launch(folder: string, readers: VirtualReader[]): Promise<PrivatePcscd> {
    const socket = join(folder, 'pcscd.comm');
    const shim = await noDelayShim(folder);
    const preload = shim === undefined ? [] : ['-E', `LD_PRELOAD=${shim}`];
    const activate = findProgram('systemd-socket-activate') ?? 'systemd-socket-activate';
    const pcscd = findProgram('pcscd') ?? 'pcscd';
    const child = spawn(
      activate,
      ['-l', socket, '-E', 'PATH', ...preload, pcscd, '-f', '-c', join(folder, 'readers')],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output = (output + text.toString()).slice(-20_000)));
    const started = new PrivatePcscd(folder, child, readers, () => output);
    try {
      // pcscd itself starts on the first connection, and opens the reader ports then.
      await started.waitFor(() => reachable({ path: socket }));
      await started.waitFor(() => listensItself(child.pid ?? 0, started.ports));
      // A reader's port is open before pcscd names the reader to its clients.
      await started.waitFor(async () => {
        const listed = await started.listed();
        return readers.every(({ name }) => listed.some((line) => line.endsWith(name)));
      });
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  private get ports(): number[] {
    return this.readers.map(({ port }) => port);
  }

  /** Polls while pcscd starts. Throws when it does not: a PortTakenError if a reader's port is another program's. */
  private async waitFor(ready: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + startTimeoutMs;
    while (!(await ready())) {
      if (this.child.exitCode === null && this.child.signalCode === null && Date.now() < end) {
        await delay(20);
        continue;
      }
      const own = await listensItself(this.child.pid ?? 0, this.ports);
      const free = await Promise.all(this.ports.map((port) => portIsFree(port, anyAddress)));
      const message = `pcscd did not start: ${this.log().trim()}`;
      throw !own && free.includes(false) ? new PortTakenError(message, []) : new Error(message);
    }
  }

  /** One line per reader, as the one client prints them that lists readers without touching a card. */
  private async listed(): Promise<string[]> {
    const env = { ...process.env, ...this.environment };
    // It fails as long as there are none.
    const { stdout } = await run('opensc-tool', ['--list-readers'], { env }).catch(() => ({ stdout: '' }));
    return stdout.split('\n').map((line) => line.trimEnd());
  }

  /** Puts a card into a reader; resolves when pcscd tells its clients of it. `remove()` of the result pulls it. */
  async insert(
    card: SimulatedCard,
    reader = 0,
    options: Omit<VpcdOptions, 'host' | 'port'> = {},
  ): Promise<InsertedCard> {
    const port = this.readers[reader]?.port;
    if (port === undefined) throw new TypeError(`no reader ${reader}`);
    let seen = (): void => undefined;
    let left = false;
    const powered = new Promise<void>((resolve) => (seen = resolve));
    const client = new VpcdClient(card, {
      ...options,
      port,
      onEvent: (event) => {
        options.onEvent?.(event);
        if (event === 'powered') seen();
        left = event === 'removed' || event === 'power-lost';
      },
    });
    this.clients.push(client);
    const inserted = client.insert().then(() => powered);
    const outcome = await Promise.race([inserted, this.gone, expiry(insertTimeoutMs)]);
    if (outcome !== undefined) {
      await client.remove();
      throw new Error(`${outcome}: ${this.log().trim()}`);
    }
    // It switches the card on before it says so: a client that comes in between finds the reader empty.
    await this.untilListed(reader, 'Yes', () => left);
    return {
      client,
      remove: async () => {
        await client.remove();
        // It looks every 400 ms: another card put in before it looked would be the same card to it, and never be powered.
        await this.untilListed(reader, 'No');
      },
    };
  }

  /** Whether a card is in the reader, as clients are told. */
  private async untilListed(reader: number, card: 'Yes' | 'No', isOver = (): boolean => false): Promise<void> {
    const name = this.readers[reader]!.name;
    const deadline = Date.now() + insertTimeoutMs;
    while (!isOver()) {
      const row = (await this.listed()).find((line) => line.endsWith(name));
      if (row !== undefined && new RegExp(`\\b${card}\\b`).test(row)) return;
      if (Date.now() > deadline)
        throw new Error(`a card in ${name}, "${card}" was awaited: ${row ?? 'no such reader'}`);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.remove()));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      const timer = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(timer);
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Does not keep the process alive. */
const expiry = (ms: number): Promise<string> =>
  delay(ms, 'pcscd did not see the card', { ref: false }) as Promise<string>;

/** One configuration entry per two readers; each with its own copy of the driver, since a shared one shares the cards. */
async function configure(folder: string, count: number): Promise<VirtualReader[]> {
  await mkdir(join(folder, 'readers'));
  const source = await realpath(driver);
  const readers: VirtualReader[] = [];
  for (let entry = 0; entry * 2 < count; entry++) {
    const library = join(folder, `libifdvpcd-${entry}.so`);
    await copyFile(source, library);
    const port = await freePort({ neighbours: 2, host: anyAddress });
    // pcscd numbers the slots of an entry only: entries of one name would give readers of one name.
    const name = `Cardwright ${entry}`;
    const text = `FRIENDLYNAME "${name}"\nDEVICENAME /dev/null:${port}\nLIBPATH ${library}\nCHANNELID ${port}\n`;
    await writeFile(join(folder, 'readers', `entry-${String(entry).padStart(2, '0')}`), text);
    for (const slot of [0, 1]) readers.push({ name: `${name} 00 ${hex(slot)}`, port: port + slot });
  }
  return readers.slice(0, count);
}

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

/** Without it vpcd's two sends per APDU meet the delayed acknowledgement: 44 ms each. Works without, only slower. */
async function noDelayShim(folder: string): Promise<string | undefined> {
  const compiler = ['gcc', 'cc'].map(findProgram).find((path) => path !== undefined);
  if (compiler === undefined) return undefined;
  const [source, library] = [join(folder, 'no-delay.c'), join(folder, 'no-delay.so')];
  await writeFile(
    source,
    `/* No headers: a machine may have a compiler without those of the C library. Linux: RTLD_NEXT -1, IPPROTO_TCP 6, TCP_NODELAY 1. */
extern void *dlsym(void *handle, const char *symbol);
extern int setsockopt(int socket, int level, int option, const void *value, unsigned length);
int accept(int socket, void *address, void *length) {
  int (*real)(int, void *, void *) = dlsym((void *)-1, "accept");
  int one = 1, connection = real(socket, address, length);
  if (connection >= 0) setsockopt(connection, 6, 1, &one, sizeof one);
  return connection;
}
`,
  );
  return run(compiler, ['-shared', '-fPIC', '-nostdlib', '-o', library, source]).then(
    () => library,
    () => undefined,
  );
}

function reachable(to: { path: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(to);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
