/** The agent as its own process, as it is installed: built, forked, with a home of its own; killed and started again. */
import { fork, execFile, type ChildProcess } from 'node:child_process';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fromSeed } from '@nats-io/nkeys';
import { AgentHome } from '../../src/home/agent-home.js';
import { parseCreds } from './creds.js';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
export const agentProgram = join(projectFolder, 'dist/main.js');
let built: Promise<unknown> | undefined;

/** Quick when nothing changed. */
export const buildAgent = (): Promise<unknown> =>
  (built ??= promisify(execFile)(
    process.execPath,
    [fileURLToPath(import.meta.resolve('typescript/lib/tsc.js')), '-b', projectFolder],
    { cwd: projectFolder },
  ));

export interface AgentProcess {
  home: AgentHome;
  agentNkey: string;
  pid: number;
  /** Standard error so far. */
  log(): string;
  /** kill -9, and waits for the end. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
  /** A new process with the same home; resolves when it is connected. */
  start(): Promise<void>;
  insert(readerName: string, serial: number): Promise<void>;
  takeOut(readerName: string): Promise<void>;
  remove(): Promise<void>;
}

export interface AgentProcessOptions {
  natsUrl: string;
  workstationId: string;
  /** Text of a .creds file. */
  creds: Uint8Array;
  caPem: string;
  /** As the server sends it at enrolment. */
  vaultPublicJwk?: Record<string, unknown>;
  args?: readonly string[];
  env?: Record<string, string>;
  /** Content of settings.json. */
  settings?: object;
  /** As the user nobody, where the spec runs as root. */
  unprivileged?: boolean;
}

const nobody = 65534;

export async function startAgentProcess(options: AgentProcessOptions): Promise<AgentProcess> {
  await buildAgent();
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-agent-'));
  const home = new AgentHome(folder);
  const { jwt, seed } = parseCreds(new TextDecoder().decode(options.creds));
  const agentNkey = fromSeed(seed).getPublicKey();
  const { workstationId, natsUrl, caPem } = options;
  const enrolled = { serverUrl: 'http://127.0.0.1:1', enrolledAt: '2030-01-01T00:00:00Z' };
  const vault = options.vaultPublicJwk === undefined ? {} : { vaultPublicJwk: options.vaultPublicJwk };
  await home.saveEnrolment({ workstationId, natsUrl, agentNkey, ...enrolled, ...vault }, { seed, jwt, caPem });
  if (options.settings !== undefined) await writeFile(home.settingsFile, JSON.stringify(options.settings));
  const user = options.unprivileged === true && process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  if ('uid' in user) await giveTo(nobody, folder);
  let child: ChildProcess;
  let log = '';
  let commandId = 0;
  const ended = (process: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => {
      if (process.exitCode !== null || process.signalCode !== null) resolve(process.exitCode);
      else process.once('exit', resolve);
    });
  const command = (body: object): Promise<void> => {
    const id = ++commandId;
    return new Promise((resolve, reject) => {
      const listen = (answer: { id?: number; simulated?: string; reason?: string }): void => {
        if (answer.id !== id) return;
        child.off('message', listen);
        if (answer.simulated === 'done') resolve();
        else reject(new Error(answer.reason));
      };
      child.on('message', listen);
      child.send({ ...body, id });
    });
  };
  const agent: AgentProcess = {
    home,
    agentNkey,
    pid: 0,
    log: () => log,
    async start() {
      child = fork(agentProgram, ['run', '--home', folder, ...(options.args ?? ['--simulated'])], {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        execArgv: [],
        env: { PATH: process.env['PATH'] ?? '', ...options.env },
        ...user,
      });
      agent.pid = child.pid!;
      child.stderr!.setEncoding('utf8').on('data', (text: string) => (log += text));
      await new Promise<void>((resolve, reject) => {
        child.once('message', () => resolve());
        child.once('exit', (code) => reject(new Error(`the agent ended with ${code}: ${log}`)));
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await ended(child);
    },
    async stop() {
      child.kill('SIGTERM');
      return ended(child);
    },
    insert: (readerName, serial) => command({ simulated: 'insert', readerName, serial }),
    takeOut: (readerName) => command({ simulated: 'remove', readerName }),
    async remove() {
      await agent.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await agent.start();
  return agent;
}

async function giveTo(user: number, folder: string): Promise<void> {
  for (const name of ['', ...(await readdir(folder, { recursive: true }))]) await chown(join(folder, name), user, user);
}
