/**
 * The keys of the terminal in which `npm start` runs: a digit pulls the card of that reader or puts it in again. Only where somebody
 * sits there; a start in the background or with its input from elsewhere has no keys.
 */
import { execFileSync } from 'node:child_process';
import { ask, describe, look } from './lab.mjs';

export const keysHelp =
  '0-3: pull the card of that reader, or put it in again   s: swap two   l: look   n: new link   q: stop';

/**
 * What the keys do, one after the other. Returns what to print.
 * @param {string} socketFile
 * @param {() => void} stop
 * @param {() => Promise<string>} newLink  that signs a visitor in
 * @returns {(key: string) => Promise<string>}
 */
export function labKeys(socketFile, stop, newLink) {
  /** Readers of a swap that were named so far; undefined: no swap. @type {string[] | undefined} */
  let swapping;
  return async (key) => {
    if (key === 'q' || key === '\u0003' || key === '\u0004') {
      stop();
      return '';
    }
    if (key === 's') {
      swapping = [];
      return 'swap: the digits of two readers';
    }
    if (!/^\d$/.test(key)) {
      swapping = undefined;
      if (key === 'n') return newLink();
      return key === 'l' ? describe(await look(socketFile)) : keysHelp;
    }
    const lab = await look(socketFile);
    const reader = lab.readers[Number(key)];
    if (reader === undefined) return `there is no reader ${key}`;
    const { readerName, card } = reader;
    if (swapping !== undefined) {
      swapping.push(readerName);
      if (swapping.length < 2) return `swap: ${readerName} with`;
      const readerNames = swapping;
      swapping = undefined;
      await ask(socketFile, { simulated: 'swap', readerNames });
    } else await ask(socketFile, { simulated: card === null ? 'insert' : 'remove', readerName });
    return describe(await look(socketFile));
  };
}

/**
 * Listens to the terminal, if there is one and this process may read it. Answers whether it does.
 * @param {{ socketFile: string, stop: () => void, newLink: () => Promise<string>, say: (text: string) => void }} options
 * @returns {boolean}
 */
export function listenToKeys({ socketFile, stop, newLink, say }) {
  const { stdin } = process;
  if (!stdin.isTTY || !inForeground()) return false;
  const press = labKeys(socketFile, stop, newLink);
  let turn = Promise.resolve();
  // Without raw mode a key would arrive with the next Enter; Ctrl-C is then a key like any other.
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.on('data', (text) => {
    for (const key of String(text))
      turn = turn
        .then(() => press(key))
        .then(
          (text) => (text === '' ? undefined : say(text)),
          (error) => say(error.message),
        );
  });
  return true;
}

/** A process in the background that touches its terminal is stopped by the kernel. */
function inForeground() {
  try {
    const [group, foreground] = execFileSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return group === foreground;
  } catch {
    return false;
  }
}
