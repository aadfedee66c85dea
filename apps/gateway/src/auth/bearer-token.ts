/** The token of an Authorization header (RFC 6750 section 2.1). Not verified. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';

/** Throws AUTH_TOKEN_INVALID for any other scheme. */
export function bearerToken(authorization: string): string {
  const token = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new CardwrightError('AUTH_TOKEN_INVALID', onlyInEnglish('Not a bearer token'));
  return token;
}
