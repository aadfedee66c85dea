/** The desk part as its own process in a desktop session, and `check` beside it. Specs only: what runs is what was built. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const agentProgram = fileURLToPath(new URL('../../../apps/device-edge/dist/main.js', import.meta.url));

export interface DeskProcess {
  pid: number;
  log(): string;
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
}

export function startDesk(home: string, env: Record<string, string>): DeskProcess {
  const child = spawn(process.execPath, [agentProgram, 'desk', '--home', home], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended(child);
  };
  return { pid: child.pid!, log: () => log, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') };
}

/** `cardwright-agent check` where nobody can be asked. */
export function runCheck(
  home: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [agentProgram, 'check', '--home', home, ...args], { env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', resolve);
  });
