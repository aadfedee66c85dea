/** Binary fields of steps. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';

/** Without padding. */
export const toBase64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Throws REQUEST_INVALID {field}. */
export function fromBase64url(text: string, field: string): Uint8Array {
  if (typeof text === 'string' && /^[A-Za-z0-9_-]+$/.test(text)) return new Uint8Array(Buffer.from(text, 'base64url'));
  throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`${field} is not base64url`), { field });
}
