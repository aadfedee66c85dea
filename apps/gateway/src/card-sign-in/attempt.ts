/**
 * One attempt to sign in with the card: a host name that no browser has an opinion about yet, and a challenge whose verifier only the browser's cookie has,
 * so that what comes back can be told from what somebody else has begun [as RFC 7636]. Pure.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { CardSignInConfig } from '../config/config.js';

export interface Attempt {
  verifier: string;
  url: string;
}

const label = /^[0-9a-f]{20}$/;
const challenge = /^[A-Za-z0-9_-]{43}$/;

export function newAttempt({ host }: CardSignInConfig): Attempt {
  const verifier = randomBytes(32).toString('base64url');
  const name = `${randomBytes(10).toString('hex')}.${host}`;
  return { verifier, url: `https://${name}/?challenge=${challengeOf(verifier)}` };
}

export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** host: of a request, with its port where that is not 443. */
export function isAttemptHost(host: string, { host: base }: Pick<CardSignInConfig, 'host'>): boolean {
  const dot = host.indexOf('.');
  return dot >= 0 && label.test(host.slice(0, dot)) && host.slice(dot + 1) === base;
}

/** null: a request for something else. */
export function challengeIn(url: string): string | null {
  const { pathname, searchParams } = new URL(url, 'https://attempt.invalid');
  const given = searchParams.get('challenge');
  return pathname === '/' && given !== null && challenge.test(given) ? given : null;
}
