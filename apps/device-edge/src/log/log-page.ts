/** The log of an agent as it is shown to people: the newest lines, and nothing in them that is secret. */
import { redact } from '@cardwright/contracts/logging/redaction';

/** Ids, codes and counts of an event. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** One event. Further members are the fields of the event. */
export interface LogLine extends LogFields {
  /** ISO 8601, UTC. */
  at: string;
  level: string;
  message: string;
}

export interface LogPage {
  /** Oldest first, redacted. */
  lines: LogLine[];
  /** There are older lines of the asked time than these. */
  older: boolean;
}

export interface LogQuestion {
  /** Nothing from before. */
  since?: Date;
  /** Lines of this level and above. */
  least?: 'info' | 'warn' | 'error';
  /** How many lines at most, the newest. */
  most: number;
}

/** Card keys in text: whatever is long enough to be one. Card data has no place in an agent's log (log.ts), so nothing useful is lost. */
const longHex = /\b[0-9A-Fa-f]{32,}\b/g;
const mark = '[redacted]';

/** A copy without secrets: by the names of fields and by the shape of text. */
export function redactLine<Line extends LogFields>(line: Line): Line {
  const fields = Object.entries(redact(line) as Line).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replaceAll(longHex, mark) : value,
  ]);
  return Object.fromEntries(fields) as Line;
}

/** undefined: no event of an agent (a line that was cut, or not written by us). */
export function parseLine(text: string): LogLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== 'object' || line === null || Array.isArray(line)) return undefined;
    const { at, level, message } = line as Partial<LogLine>;
    const whole = typeof at === 'string' && typeof level === 'string' && typeof message === 'string';
    return whole ? (line as LogLine) : undefined;
  } catch {
    return undefined;
  }
}

const levels = ['info', 'warn', 'error'];

/** lines: oldest first, as they were written. */
export function pageOf(lines: readonly LogLine[], { since, most, least = 'info' }: LogQuestion): LogPage {
  const asked = lines.filter(
    ({ at, level }) =>
      (since === undefined || Date.parse(at) >= since.getTime()) && levels.indexOf(level) >= levels.indexOf(least),
  );
  return { lines: asked.slice(Math.max(0, asked.length - most)).map(redactLine), older: asked.length > most };
}
