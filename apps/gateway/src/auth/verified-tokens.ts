/**
 * Claims of access tokens whose signature was checked moments ago, by the token's SHA-256: a signature costs more than all
 * the rest of a request. Forgotten when the issuer's keys change (IssuerKeys); a token's own end still counts.
 */
import { createHash } from 'node:crypto';
import type { Claims } from './actor.js';

const keepMs = 30_000;
/** The oldest goes first; that many identities in half a minute are more than one gateway can serve anyway. */
const maxTokens = 5_000;

export class VerifiedTokens {
  private readonly tokens = new Map<string, { claims: Claims; until: number }>();

  /** now: milliseconds since 1970. */
  constructor(private readonly now: () => number = Date.now) {}

  get(token: string): Claims | undefined {
    const key = keyOf(token);
    const known = this.tokens.get(key);
    if (known === undefined) return undefined;
    if (known.until > this.now()) return known.claims;
    this.tokens.delete(key);
    return undefined;
  }

  /** The issuer's keys have changed: each token is looked at again. */
  clear(): void {
    this.tokens.clear();
  }

  /** claims.exp (seconds) is there: the verification demands it. */
  put(token: string, claims: Claims): void {
    const until = Math.min(this.now() + keepMs, Number(claims.exp) * 1000);
    this.tokens.set(keyOf(token), { claims, until });
    if (this.tokens.size > maxTokens) this.tokens.delete(this.tokens.keys().next().value!);
  }
}

const keyOf = (token: string): string => createHash('sha256').update(token).digest('base64');
