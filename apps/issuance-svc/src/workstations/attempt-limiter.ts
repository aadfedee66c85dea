/**
 * At most so many failed attempts in a minute over everybody, per copy of the service. The codes have 128 bits; this only
 * keeps somebody who guesses from making work. Per-address limits are the gateway's.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

const windowMs = 60_000;

export class AttemptLimiter {
  private failures: number[] = [];

  constructor(
    private readonly limit: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Throws REQUEST_RATE_LIMITED with retryAfterSeconds. */
  check(): void {
    const since = this.now() - windowMs;
    this.failures = this.failures.filter((at) => at > since);
    const first = this.failures[0];
    if (this.failures.length >= this.limit && first !== undefined)
      throw new CardwrightError('REQUEST_RATE_LIMITED', undefined, {
        retryAfterSeconds: Math.ceil((first - since) / 1000),
      });
  }

  failed(): void {
    this.failures.push(this.now());
  }
}
