/** Files that commands read: bytes, or text as editors save it. `-` is standard input. */
import { readFileSync } from 'node:fs';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';

export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`Cannot read ${file}`), {}, cause);
  }
}

/** UTF-8, or UTF-16 with its mark; the mark itself is no text. Throws REQUEST_INVALID for anything else. */
export function readText(file: string): string {
  const bytes = readBytes(file);
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`${file} is not text in UTF-8`), {}, cause);
  }
}

/** A definition; whether it is one says the server. Throws REQUEST_MALFORMED. */
export const readJson = (file: string): Record<string, unknown> => parseJson(readText(file)) as Record<string, unknown>;

/** Throws REQUEST_MALFORMED. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold secrets.
    throw new CardwrightError('REQUEST_MALFORMED', onlyInEnglish('The file is not valid JSON'));
  }
}
