/**
 * Requests that change something by cookie must come from our own page: the right Origin, and the session's own token in
 * a header that no foreign page can set. Bearer tokens need neither: no browser sends them by itself.
 */
import { timingSafeEqual } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { FastifyRequest } from 'fastify';

const csrfHeader = 'x-csrf-token';
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export type HeaderedRequest = Pick<FastifyRequest, 'method' | 'headers'>;

/** Throws AUTH_CSRF. publicUrl: its origin is the only one that may. */
export function requireOwnPage(request: HeaderedRequest, publicUrl: string, csrfToken: string): void {
  if (safeMethods.has(request.method)) return;
  requireOrigin(request, new URL(publicUrl).origin);
  const sent = request.headers[csrfHeader];
  if (typeof sent !== 'string' || !sameText(sent, csrfToken))
    throw new CardwrightError('AUTH_CSRF', say('access.csrf-token'));
}

/** Browsers send Origin with every request that is not a plain GET or HEAD: its absence is refused too. */
export function requireOrigin(request: HeaderedRequest, allowed: string | null): void {
  if (allowed === null || request.headers.origin !== allowed)
    throw new CardwrightError('AUTH_CSRF', say('access.csrf-page'));
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
