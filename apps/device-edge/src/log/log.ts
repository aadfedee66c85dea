/**
 * One line per event on standard error: JSON for machines, a sentence on a terminal; and, for the agent itself, in a file of its own. Callers
 * give ids, codes and counts; APDU data, PINs, keys and message bodies are never given to it. What others wrote into a message (an error of a
 * library) is redacted all the same. A line that cannot be written is lost: a full disk must not end the agent (faults.md 26).
 */
import { lineText } from './line-text.js';
import type { LogFile } from './log-file.js';
import { redactLine, type LogFields } from './log-page.js';

export type Log = (level: 'info' | 'warn' | 'error', message: string, fields?: LogFields) => void;

const order = ['debug', 'info', 'warn', 'error'];

/** LOG_LEVEL: lines below it are left out. file: gets every line too. */
export function makeLog(file?: LogFile): Log {
  const stream = process.stderr;
  const least = process.env['LOG_LEVEL'] ?? 'info';
  stream.on('error', () => undefined);
  return (level, message, fields = {}) => {
    if (order.indexOf(level) < order.indexOf(least)) return;
    const line = redactLine({ at: new Date().toISOString(), level, service: 'device-edge', message, ...fields });
    const json = JSON.stringify(line);
    file?.write(json);
    stream.write(`${stream.isTTY ? lineText(line) : json}\n`);
  };
}
