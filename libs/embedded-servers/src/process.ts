/**
 * One child process: started with a log file, ready by a condition that is polled, stopped by its pid.
 * It is not a supervisor: a child that ended is not started again. Governed by design.md 4. Whoever starts a child here stops it, by its pid.
 *
 * On Linux the child gets a parent-death signal (util-linux `setpriv`), so that a killed parent leaves no server behind.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { listensItself, PortTakenError, portIsFree } from './ports.js';

export interface ProcessOptions {
  /** For messages and the summary; not the program's path. */
  name: string;
  command: string;
  args: readonly string[];
  /** Complete environment of the child. Default: this process's own. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Standard output and error are appended here. */
  logFile: string;
  /** Signal of a clean stop. Postgres wants SIGINT (fast), everything else SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** After this long without an exit the child is killed. */
  stopTimeoutMs?: number;
  /** Run as this user; only root may ask for it. */
  user?: { uid: number; gid: number } | undefined;
  /** True once the server answers. Polled every 25 ms; its exceptions count as "not yet". */
  ready?: () => Promise<boolean>;
  readyTimeoutMs?: number;
  /**
   * The ports on which the process has to listen. It is ready only when it listens on them itself; if another program has one:
   * `PortTakenError`.
   */
  listensOn?: readonly number[];
}

export interface ManagedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves with the exit code (or signal name) once the process is gone; never rejects. */
  readonly exited: Promise<number | string>;
  /** False from the moment the process is gone. */
  running(): boolean;
  /** Sends the stop signal and waits for the exit. Safe to call twice. */
  stop(): Promise<void>;
  /** `kill -9`, for fault tests. */
  kill(): Promise<void>;
}

/** A server that this run uses; `external` ones were already there and are left alone by `stop`. */
export interface Stoppable {
  stop(): Promise<void>;
}

const setpriv = '/usr/bin/setpriv';

/** Starts a child and waits until it is ready. Throws an Error naming the log file and its last lines when it is not. */
export async function startProcess(options: ProcessOptions): Promise<ManagedProcess> {
  const {
    name,
    logFile,
    stopSignal = 'SIGTERM',
    stopTimeoutMs = 10_000,
    readyTimeoutMs = 60_000,
    listensOn = [],
  } = options;
  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a', 0o600);
  const { size: logStart } = await log.stat();
  const { command, args, ids } = withParentDeathSignal(options, stopSignal);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', log.fd, log.fd],
    // Own process group: a Ctrl-C at the terminal reaches only the parent, which then stops everything in order.
    detached: true,
    ...ids,
  });
  // The handler is set before anything is awaited; otherwise a process that ends at once would go unnoticed.
  let gone: number | string | undefined;
  const exited = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve((gone = code ?? signal ?? 'unknown')));
    child.once('error', (error) => resolve((gone = error.message)));
  });
  await log.close();
  const signal = async (which: NodeJS.Signals): Promise<void> => {
    if (gone === undefined && child.pid !== undefined) child.kill(which);
    await exited;
  };
  const managed: ManagedProcess = {
    name,
    pid: child.pid ?? -1,
    logFile,
    exited,
    running: () => gone === undefined,
    stop: async () => {
      const killer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await signal(stopSignal);
      clearTimeout(killer);
    },
    kill: () => signal('SIGKILL'),
  };
  if (options.ready) {
    const ready = options.ready;
    const answersItself = async (): Promise<boolean> =>
      (await ready()) && (await listensItself(managed.pid, listensOn));
    const ok = await waitFor(answersItself, readyTimeoutMs, () => gone !== undefined);
    if (!ok) {
      const why = gone === undefined ? `not ready within ${readyTimeoutMs / 1000} s` : `ended with ${gone}`;
      await managed.kill();
      throw await failureOf(`${name}: ${why}. Log ${logFile}:`, await lastLines(logFile, logStart), listensOn);
    }
  }
  return managed;
}

function withParentDeathSignal(options: ProcessOptions, stopSignal: NodeJS.Signals) {
  const { command, args, user } = options;
  if (process.platform !== 'linux' || !existsSync(setpriv)) return { command, args: [...args], ids: user ?? {} };
  // setpriv changes the user itself: the kernel clears the parent-death signal when credentials change.
  const asUser = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  return { command: setpriv, args: [`--pdeathsig=${stopSignal.slice(3)}`, ...asUser, '--', command, ...args], ids: {} };
}

/** Polls `condition` until it is true (returns true), `timeoutMs` is over or `abandon` says so (returns false). */
export async function waitFor(
  condition: () => Promise<boolean>,
  timeoutMs: number,
  abandon: () => boolean = () => false,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    if (abandon()) return false;
    if (await condition().catch(() => false)) return true;
    if (Date.now() > end) return false;
    await delay(25);
  }
}

/** What a server writes that found its port taken; the program that had it may be gone when we look ourselves. */
const addressInUse = /address already in use|EADDRINUSE/i;

async function failureOf(message: string, log: string, ports: readonly number[]): Promise<Error> {
  const text = `${message}\n${log}`;
  const free = await Promise.all(ports.map((port) => portIsFree(port)));
  const taken = ports.filter((_, index) => !free[index]);
  return taken.length > 0 || addressInUse.test(log) ? new PortTakenError(text, taken) : new Error(text);
}

/** The last lines that were written after the first `start` bytes. */
async function lastLines(file: string, start: number): Promise<string> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  return bytes
    .subarray(start)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(-15)
    .map((line) => line.slice(0, 300))
    .join('\n');
}
