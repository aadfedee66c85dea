/** An event as a sentence for people: when, how bad, what, and its fields. */
import type { LogLine } from './log-page.js';

/** withDate: the day too, for lines of more than one. */
export function lineText(line: LogLine, withDate = false): string {
  const { at, level, message, ...fields } = line;
  const time = withDate ? at.slice(0, 19).replace('T', ' ') : at.slice(11, 19);
  const rest = Object.entries(fields)
    .filter(([name, value]) => value !== undefined && name !== 'service')
    .map(([name, value]) => ` ${name}=${value}`);
  return `${time} ${level === 'info' ? '' : `${level} `}${message}${rest.join('')}`;
}
