/**
 * A throw-away Debian with systemd as its first process, in which packages are installed, units run and journald keeps what they say
 * (test/support/systemd-room.sh). Its disk is this machine's, and what it writes is gone with it. Specs only, as root.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@cardwright/embedded-servers/process';
import { findProgram, requirement, type Requirement } from './programs.js';
import { makeStateDir, type StateDir } from './state-dir.js';

const script = fileURLToPath(new URL('../test/support/systemd-room.sh', import.meta.url));
const bootMs = 60_000;
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

export function requireSystemdRoom(): Requirement {
  const missing = ['unshare', 'nsenter', 'chroot', 'dpkg-deb', 'systemd-analyze', 'setpriv']
    .filter((name) => findProgram(name) === undefined)
    .map((name) => `${name} is not installed`);
  if (!existsSync('/lib/systemd/systemd')) missing.push('systemd is not installed');
  if (process.getuid?.() !== 0) missing.push('a room with systemd needs root');
  else if (missing.length === 0 && !canMount())
    missing.push('this machine lets nobody mount an overlay or control groups');
  return requirement(missing);
}

function canMount(): boolean {
  const tried = `d=$(mktemp -d) && mount -t tmpfs t $d && mkdir $d/u $d/w $d/r $d/g &&
    mount -t overlay -o lowerdir=/,upperdir=$d/u,workdir=$d/w o $d/r && mount -t cgroup2 g $d/g && umount $d/g $d/r $d && rmdir $d`;
  try {
    execFileSync('unshare', ['--mount', '--pid', '--fork', '--cgroup', 'sh', '-c', tried], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface RoomAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

export class SystemdRoom {
  private constructor(
    private readonly state: StateDir,
    private readonly child: ChildProcess,
    private readonly init: number,
  ) {}

  /** A folder of this machine that is `/media` inside. */
  get share(): string {
    return join(this.state.path, 'share');
  }

  /** Resolves when systemd has come up. */
  static async start(): Promise<SystemdRoom> {
    const state = await makeStateDir('room');
    await mkdir(join(state.path, 'share'));
    const child = spawn('unshare', ['--mount', '--pid', '--fork', '--uts', '--ipc', script, state.path], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    const firstChild = async (): Promise<number> =>
      Number(await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').catch(() => ''));
    let room: SystemdRoom | undefined;
    const isUp = async (): Promise<boolean> => {
      if (child.exitCode !== null) throw new Error(`the room ended with ${child.exitCode}: ${errors}`);
      const init = await firstChild();
      if (init === 0) return false;
      room = new SystemdRoom(state, child, init);
      const { stdout } = await room.run(['systemctl', 'is-active', 'basic.target']);
      return stdout === 'active\n';
    };
    if (!(await waitFor(isUp, bootMs))) {
      await room?.stop();
      throw new Error(`systemd does not come up in the room: ${errors}`);
    }
    return room!;
  }

  /** Runs a program inside, as root or as a person without rights. */
  run(
    command: readonly string[],
    { env = {}, as = 'root' }: { env?: Record<string, string>; as?: 'root' | 'nobody' } = {},
  ): Promise<RoomAnswer> {
    const inside = ['--target', String(this.init), '--mount', '--pid', '--uts', '--ipc', '--cgroup', '--root', '--wd'];
    const settings = {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      LANG: 'C.UTF-8',
      DEBIAN_FRONTEND: 'noninteractive',
      ...env,
    };
    const args = [...inside, '--', ...(as === 'nobody' ? nobody : []), ...command];
    return new Promise((resolve) => {
      execFile('nsenter', args, { env: settings, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
        resolve({ code, stdout, stderr });
      });
    });
  }

  /** Standard output; throws where the program fails. */
  async output(command: readonly string[], options?: Parameters<SystemdRoom['run']>[1]): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, options);
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return stdout;
  }

  /** Everything inside ends with its first process. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    process.kill(this.init, 'SIGKILL');
    await ended;
    const name = basename(this.state.path);
    const leave = `mount -t cgroup2 g "$1/groups" && find "$1/groups/$2" -depth -type d -exec rmdir {} +`;
    await new Promise((resolve) =>
      execFile('unshare', ['--mount', 'sh', '-c', leave, 'sh', this.state.path, name], () => resolve(undefined)),
    );
    await rm(this.share, { recursive: true, force: true });
    await this.state.remove();
  }
}
