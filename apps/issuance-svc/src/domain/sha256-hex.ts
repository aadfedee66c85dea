/** What whoever has it is known by here: its SHA-256, in capitals. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';

export const isSha256Hex = (text: unknown): text is string => typeof text === 'string' && /^[0-9A-F]{64}$/.test(text);

/** Throws REQUEST_INVALID {field}. */
export function requireSha256Hex<Field extends string>(body: Record<Field, string>, field: Field): string {
  const text: unknown = body?.[field];
  if (!isSha256Hex(text)) throw new CardwrightError('REQUEST_INVALID', say('input.sha256'), { field });
  return text;
}
