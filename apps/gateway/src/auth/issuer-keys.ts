/**
 * The issuer's published keys (RFC 7517), read again while tokens come in: a key that the issuer withdraws is refused half a minute later
 * at the latest. Tokens with a key that is not known make nobody ask the issuer more often than that allows. While the issuer is away
 * the keys that were read last go on for a while, as everything else does.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** Keys this old are read again before the next token is believed. */
const freshMs = 30_000;
/** A key that is not known may have been published since: not more often than this. */
const unknownKeyMs = 10_000;
/** Between two tries at an issuer that does not answer. */
const retryMs = 5_000;
/** So long do the keys of an issuer that does not answer go on. */
const goodMs = 10 * 60_000;
const timeoutMs = 3_000;

/** The key set as text. Rejects when the issuer does not give it. */
export type ReadKeys = () => Promise<string>;

interface Known {
  text: string;
  keyFor: JWTVerifyGetKey;
  readAt: number;
}

export class IssuerKeys {
  private known: Known | null = null;
  private reading: Promise<void> | null = null;
  private triedAt = Number.NEGATIVE_INFINITY;
  private away = false;

  /** changed: the issuer publishes other keys than before. now: milliseconds, of any clock that only goes forward. */
  constructor(
    private readonly read: ReadKeys,
    private readonly changed: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Before a token is believed, also one that was verified before. Throws REQUEST_SERVICE_UNAVAILABLE. */
  async refresh(): Promise<void> {
    await this.atMostOld(freshMs);
  }

  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    try {
      return await this.current().keyFor(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.atMostOld(unknownKeyMs);
      return this.current().keyFor(header, token);
    }
  };

  private current(): Known {
    if (this.known === null) throw unavailable();
    return this.known;
  }

  private async atMostOld(ms: number): Promise<void> {
    if (this.isYounger(ms)) return;
    if (this.reading === null && this.now() - this.triedAt >= retryMs)
      this.reading = this.readNow().finally(() => (this.reading = null));
    // An issuer that did not answer the last time is asked in passing: nobody waits for it as long as the keys are good.
    if (!(this.away && this.isYounger(goodMs))) await this.reading;
    if (!this.isYounger(goodMs)) throw unavailable();
  }

  private isYounger(ms: number): boolean {
    return this.known !== null && this.now() - this.known.readAt <= ms;
  }

  private async readNow(): Promise<void> {
    this.triedAt = this.now();
    try {
      const text = await this.read();
      const same = this.known?.text === text;
      this.known = {
        text,
        keyFor: same ? this.known!.keyFor : createLocalJWKSet(JSON.parse(text) as JSONWebKeySet),
        readAt: this.triedAt,
      };
      this.away = false;
      if (!same) this.changed();
    } catch {
      this.away = true;
    }
  }
}

/** By HTTP; the issuer's answer is small, and comes from where its metadata says. */
export const readKeysFrom =
  (url: string): ReadKeys =>
  async () => {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/jwk-set+json, application/json' },
    });
    if (!response.ok) throw new TypeError(`the issuer answered ${response.status}`);
    return response.text();
  };

const unavailable = (): CardwrightError =>
  new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', say('access.sign-in-silent'));
