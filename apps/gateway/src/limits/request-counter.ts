/**
 * Counts requests per key in fixed windows of a minute: at most twice the limit across a border, which is what such a
 * limit is good for. In memory: each copy of the gateway counts for itself, and a restart forgets.
 */
import { Injectable, Optional } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

@Injectable()
export class RequestCounter {
  private window = 0;
  private counts = new Map<string, number>();

  /** now: milliseconds since 1970. */
  constructor(@Optional() private readonly now: () => number = Date.now) {}

  /** Throws REQUEST_RATE_LIMITED {retryAfterSeconds} over the limit; 0 is no limit. */
  take(key: string, perMinute: number): void {
    if (perMinute === 0) return;
    const count = this.taken(key) + 1;
    this.counts.set(key, count);
    if (count > perMinute) throw this.limited();
  }

  /** Throws as `take` does where as many were taken already, and takes none: for what counts by its outcome. */
  mayTake(key: string, perMinute: number): void {
    if (perMinute !== 0 && this.taken(key) >= perMinute) throw this.limited();
  }

  /** In this minute. */
  private taken(key: string): number {
    const window = Math.floor(this.now() / 60_000);
    if (window !== this.window) {
      this.window = window;
      this.counts = new Map();
    }
    return this.counts.get(key) ?? 0;
  }

  private limited(): CardwrightError {
    const seconds = Math.floor(this.now() / 1000);
    return new CardwrightError('REQUEST_RATE_LIMITED', undefined, { retryAfterSeconds: 60 - (seconds % 60) });
  }
}
