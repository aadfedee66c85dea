/**
 * Answers in the language of whoever reads them. Services say a sentence in English and, beside it, its code and values (`said`, contracts
 * libs/contracts/src/said.ts); here the text is made anew from these, for every answer of the API and for streams. What has no code stays English.
 */
import { inGerman } from '@cardwright/contracts/words/in-german';
import type { Said } from '@cardwright/contracts/said';
import type { ReaderLanguage } from './reader-language.js';

/** The same value with its texts in this language. What needs no change is not copied. Pure. */
export function inLanguage<Value>(value: Value, language: ReaderLanguage): Value {
  return language === 'en' ? value : (german(value) as Value);
}

function german(value: unknown): unknown {
  if (Array.isArray(value)) {
    const parts = value.map(german);
    return parts.some((part, at) => part !== value[at]) ? parts : value;
  }
  if (!isPlain(value)) return value;
  const changed: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    if (name === 'said') continue;
    const shown = german(part);
    if (shown !== part) changed[name] = shown;
  }
  for (const [name, said] of Object.entries(isPlain(value['said']) ? value['said'] : {})) {
    const text = germanOf(value[name], said);
    if (text !== undefined) changed[name] = text;
  }
  return Object.keys(changed).length === 0 ? value : { ...value, ...changed };
}

/** Of one text, or of each of a list; undefined: it stays as it is. */
function germanOf(text: unknown, said: unknown): unknown {
  if (typeof text === 'string') return isSaid(said) ? inGerman(said) : undefined;
  if (!Array.isArray(text) || !Array.isArray(said) || text.length !== said.length) return undefined;
  return text.map((each: unknown, at) => germanOf(each, said[at]) ?? each);
}

const isSaid = (value: unknown): value is Said => isPlain(value) && typeof value['code'] === 'string';

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
