/**
 * A system bus of its own with systemd-logind on it as python3-dbusmock plays it: sessions come, lock and go, and the computer falls asleep, as
 * a spec says. Specs only.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@cardwright/embedded-servers/process';
import { findProgram, requirement, type Requirement } from './programs.js';

const run = promisify(execFile);
const login = 'org.freedesktop.login1';
const root = '/org/freedesktop/login1';
const mock = 'org.freedesktop.DBus.Mock';
const startMs = 15_000;

export function requireLogind(): Requirement {
  const missing = ['dbus-daemon', 'busctl', 'systemd-inhibit', 'python3']
    .filter((name) => findProgram(name) === undefined)
    .map((name) => `${name} is not installed`);
  if (!existsSync('/usr/lib/python3/dist-packages/dbusmock')) missing.push('python3-dbusmock is not installed');
  return requirement(missing);
}

export class MockLogind {
  private constructor(
    private readonly folder: string,
    private readonly programs: readonly ChildProcess[],
  ) {}

  /** For whoever is to take this bus for the system's. */
  get environment(): { DBUS_SYSTEM_BUS_ADDRESS: string } {
    return { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${join(this.folder, 'bus')}` };
  }

  static async start(): Promise<MockLogind> {
    const folder = await mkdtemp(join(tmpdir(), 'cardwright-logind-'));
    const programs: ChildProcess[] = [];
    const logind = new MockLogind(folder, programs);
    const env = { ...process.env, ...logind.environment };
    const address = env.DBUS_SYSTEM_BUS_ADDRESS;
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1', `--address=${address}`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    programs.push(bus);
    await once(bus.stdout!, 'data');
    const args = ['-m', 'dbusmock', '--system', '--template', 'logind'];
    programs.push(spawn('/usr/bin/python3', args, { env, stdio: 'ignore' }));
    const answers = () =>
      logind.inhibitors().then(
        () => true,
        () => false,
      );
    if (!(await waitFor(answers, startMs))) throw new Error('the mock of logind does not answer');
    return logind;
  }

  /** A person signs in at the first seat, and is the active one. */
  async signIn(sessionId: string, userId = 1001): Promise<void> {
    await this.call(root, mock, 'AddSession', 'ssusb', sessionId, 'seat0', String(userId), `user${userId}`, 'true');
    await this.signal('SessionNew', 'so', 's', sessionId, 'o', pathOf(sessionId));
  }

  /** Over the network: with Remote and the host where opened by sshd, at no seat alone where opened by xrdp. */
  async signInRemotely(sessionId: string, from: { host: string } | { service: string }, userId = 1002): Promise<void> {
    // The mock knows no session without a seat before it is told.
    await this.call(root, mock, 'AddSession', 'ssusb', sessionId, 'none', String(userId), `user${userId}`, 'true');
    const [remote, host, service] = 'host' in from ? [true, from.host, 'sshd'] : [false, '', from.service];
    const properties = [
      ['Seat', '(so)', '', '/'],
      ['Remote', 'b', String(remote)],
      ['RemoteHost', 's', String(host)],
      ['Service', 's', String(service)],
    ];
    for (const property of properties)
      await this.call(
        pathOf(sessionId),
        'org.freedesktop.DBus.Properties',
        'Set',
        'ssv',
        `${login}.Session`,
        ...property,
      );
    await this.signal('SessionNew', 'so', 's', sessionId, 'o', pathOf(sessionId));
  }

  async signOut(sessionId: string): Promise<void> {
    await this.call(root, mock, 'RemoveObject', 's', pathOf(sessionId));
    await this.signal('SessionRemoved', 'so', 's', sessionId, 'o', pathOf(sessionId));
  }

  /** The screen says whether it is locked. */
  async setLocked(sessionId: string, locked: boolean): Promise<void> {
    await this.call(pathOf(sessionId), `${login}.Session`, 'SetLockedHint', 'b', String(locked));
  }

  /** true: the computer is about to fall asleep; false: it is awake again. */
  async prepareForSleep(begins: boolean): Promise<void> {
    const property = ['PreparingForSleep', 'b', String(begins)];
    await this.call(root, mock, 'UpdateProperties', 'sa{sv}', `${login}.Manager`, '1', ...property);
    await this.signal('PrepareForSleep', 'b', 'b', String(begins));
  }

  /** Who asks for a delay or a block: what, who, why, mode. */
  async inhibitors(): Promise<string[][]> {
    const answer = await this.call(root, `${login}.Manager`, 'ListInhibitors');
    const [rows] = (JSON.parse(answer) as { data: [string[][]] }).data;
    return rows.map((row) => row.slice(0, 4));
  }

  async stop(): Promise<void> {
    for (const program of [...this.programs].reverse()) {
      if (program.exitCode !== null || program.signalCode !== null) continue;
      program.kill();
      await once(program, 'exit');
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** values: type and value of each argument. */
  private async signal(name: string, signature: string, ...values: string[]): Promise<void> {
    const count = String(values.length / 2);
    await this.call(root, mock, 'EmitSignal', 'sssav', `${login}.Manager`, name, signature, count, ...values);
  }

  private async call(path: string, ...method: string[]): Promise<string> {
    const { DBUS_SYSTEM_BUS_ADDRESS: address } = this.environment;
    const { stdout } = await run('busctl', [`--address=${address}`, '--json=short', 'call', login, path, ...method]);
    return stdout;
  }
}

const pathOf = (sessionId: string): string => `${root}/session/${sessionId}`;
