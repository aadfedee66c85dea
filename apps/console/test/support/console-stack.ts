/** Starts test/support/stack.mjs, the real system on free ports, and speaks with its simulated readers. Stops it by its own process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeStateDir } from '@cardwright/testing/state-dir';

const script = fileURLToPath(new URL('./stack.mjs', import.meta.url));

export interface ConsoleStack {
  url: string;
  removeCard(readerName: string): Promise<void>;
  /** quirks: as in simulated-card quirks/catalogue.ts, kept by the card until others are given. */
  insertCard(readerName: string, serial: number, quirks?: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** duties: `single-operator` where one person may hold every role; absent: enforced. */
export async function startConsoleStack(duties?: 'single-operator'): Promise<ConsoleStack> {
  const home = await makeStateDir('console');
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, CARDWRIGHT_HOME: home.path, NODE_OPTIONS: '', SEPARATION_OF_DUTIES: duties ?? '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const waiting = new Map<string | number, (answer: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const answer = JSON.parse(line) as { url?: string; id?: number };
    waiting.get(answer.url === undefined ? answer.id! : 'url')?.(answer);
  });
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await exited;
    await home.remove();
  };
  const ready = new Promise<Record<string, unknown>>((resolve) => waiting.set('url', resolve));
  const ended = exited.then(() => Promise.reject(new Error(`the system did not start: ${errors.slice(-4000)}`)));
  const { url } = await Promise.race([ready, ended]);
  ended.catch(() => undefined);

  let last = 0;
  const tell = async (command: Record<string, unknown>): Promise<void> => {
    const id = ++last;
    const answer = new Promise<Record<string, unknown>>((resolve) => waiting.set(id, resolve));
    child.stdin.write(`${JSON.stringify({ ...command, id })}\n`);
    const { simulated, reason } = await answer;
    if (simulated !== 'done') throw new Error(`the reader: ${String(reason)}`);
  };
  return {
    url: String(url),
    removeCard: (readerName) => tell({ simulated: 'remove', readerName }),
    insertCard: (readerName, serial, quirks) => tell({ simulated: 'insert', readerName, serial, quirks }),
    stop,
  };
}
