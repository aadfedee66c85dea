/** A sentence in German, from its code and values. */
import type { ErrorCode } from '../errors/error-catalogue.js';
import { errorsInGerman } from './errors.de.js';
import { rowsInGerman } from './rows.de.table.js';
import { filled, type Said, type SaidValue } from '../said.js';
import { sentences } from './sentences.table.js';

/** undefined: this release does not know the code, or one inside of it. */
export function inGerman({ code, values = {} }: Said): string | undefined {
  const template = templateOf(code);
  if (template === undefined) return undefined;
  const texts: Record<string, string> = {};
  for (const [place, value] of Object.entries(values)) {
    const text = valueInGerman(value);
    if (text === undefined) return undefined;
    texts[place] = text;
  }
  return filled(template, texts);
}

function templateOf(code: string): string | undefined {
  const [family, name = ''] = code.split('.', 2);
  if (family === 'error' && Object.hasOwn(errorsInGerman, name)) return errorsInGerman[name as ErrorCode][0];
  if (family === 'fix' && Object.hasOwn(errorsInGerman, name)) return errorsInGerman[name as ErrorCode][1];
  if (Object.hasOwn(rowsInGerman, code)) return rowsInGerman[code];
  return Object.hasOwn(sentences, code) ? sentences[code as keyof typeof sentences].de : undefined;
}

function valueInGerman(value: SaidValue): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if ('code' in value) return inGerman(value);
  const parts = value.map(valueInGerman);
  return parts.includes(undefined) ? undefined : parts.join(', ');
}
