/** The client's own key for a request that starts something, in the header or in the body: the same key gives the same saga. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

/** For `@ApiHeader` and, by its name, for `@Headers`. */
export const idempotencyHeader = {
  name: 'idempotency-key',
  required: false,
  description: 'The same as idempotencyKey in the body',
} as const;

/** The body's own key is the one that counts. Throws REQUEST_INVALID: what it is stored and compared as is plain text. */
export function withIdempotencyKey<Body extends { idempotencyKey?: string }>(body: Body, header?: string): Body {
  const idempotencyKey = body.idempotencyKey ?? header;
  if (idempotencyKey === undefined) return body;
  if (!/^[\x21-\x7e]{1,128}$/.test(idempotencyKey))
    throw new CardwrightError('REQUEST_INVALID', 'The idempotency key is not 1 to 128 visible ASCII characters');
  return { ...body, idempotencyKey };
}
