/** The README as somebody uses it who pastes it block by block: each block a shell of its own, in order. Specs only. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { confirmDevice } from './browser.js';

export interface Ended {
  code: number | string;
  stdout: string;
  stderr: string;
}

/** What stays in a terminal of its own. */
const lasting = /^(npm start|npx --offline cardwright-agent run|npx --offline cardwright-simulated-card)/;
/** Everything else ends by itself, and what stays is ready, long before this; an issue takes seconds. */
const blockLimitMs = 180_000;

/** The ```bash blocks of a page, in order. */
export function bashBlocks(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
}
export const isLasting = (block: string): boolean => lasting.test(block);

/**
 * Runs a block to its end. A line that fails ends it, as a careful reader would stop. `login # as <name>` is confirmed in a browser, as
 * that person.
 */
export async function runBlock(block: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Ended> {
  const person = /login # as (\w+)/.exec(block)?.[1];
  const child = shell(`set -eo pipefail\n${block}`, options);
  let [stdout, stderr] = ['', ''];
  let signIn: Promise<unknown> | undefined;
  child.stdout!.on('data', (text: string) => (stdout += text));
  child.stderr!.on('data', (text: string) => {
    stderr += text;
    const link = /^Open\s+(\S+)/m.exec(stderr)?.[1];
    // A failure shows in the block: nobody signs in.
    if (link !== undefined && person !== undefined) signIn ??= confirmDevice(link, person).catch(() => undefined);
  });
  const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), blockLimitMs);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  await signIn;
  return { code: code ?? signal ?? 'unknown', stdout, stderr };
}

export interface Lasting {
  /** What it has written. */
  output(): string;
  /** Ctrl-C. Resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts a block that stays; ready when it writes this. */
export async function startBlock(
  block: string,
  ready: RegExp,
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Lasting> {
  const child = shell(block, options);
  const ended = once(child, 'close');
  let output = '';
  const limit = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), blockLimitMs);
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (text: string) => {
        output += text;
        if (ready.test(output)) resolve();
      });
    child.once('close', (code) => reject(new Error(`${block} ended with ${code}:\n${output}`)));
  }).finally(() => clearTimeout(limit));
  return {
    output: () => output,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGINT');
      await ended;
    },
  };
}

/** In a process group of its own, as a terminal gives it, so that Ctrl-C reaches everything in it. No terminal to ask. */
function shell(text: string, { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): ChildProcess {
  const child = spawn('bash', ['-c', text], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}
