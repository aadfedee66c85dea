/**
 * One line per event on standard error: JSON for machines, a sentence on a terminal. Callers give ids, codes and counts;
 * APDU data, PINs, keys and message bodies are never given to it, so that there is nothing to redact. A line that cannot be written
 * is lost: a full disk must not end the agent (faults.md 26).
 */
export type LogFields = Record<string, string | number | boolean | null | undefined>;
export type Log = (level: 'info' | 'warn' | 'error', message: string, fields?: LogFields) => void;

const order = ['debug', 'info', 'warn', 'error'];

/** LOG_LEVEL: lines below it are left out. */
export function makeLog(): Log {
  const stream = process.stderr;
  const least = process.env['LOG_LEVEL'] ?? 'info';
  stream.on('error', () => undefined);
  return (level, message, fields = {}) => {
    if (order.indexOf(level) < order.indexOf(least)) return;
    const at = new Date().toISOString();
    if (!stream.isTTY) {
      stream.write(`${JSON.stringify({ at, level, service: 'device-edge', message, ...fields })}\n`);
      return;
    }
    const rest = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ` ${key}=${value}`);
    stream.write(`${at.slice(11, 19)} ${level === 'info' ? '' : `${level} `}${message}${rest.join('')}\n`);
  };
}
