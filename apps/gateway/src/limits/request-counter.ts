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

  /** What is left of this minute, and how long it lasts. Throws REQUEST_RATE_LIMITED {retryAfterSeconds} over the limit; 0 is no limit: null. */
  take(key: string, perMinute: number): { left: number; seconds: number } | null {
    if (perMinute === 0) return null;
    const count = this.taken(key) + 1;
    this.counts.set(key, count);
    if (count > perMinute) throw this.limited();
    return { left: perMinute - count, seconds: this.seconds() };
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

  /** Until the minute is over. */
  private seconds(): number {
    return 60 - (Math.floor(this.now() / 1000) % 60);
  }

  private limited(): CardwrightError {
    return new CardwrightError('REQUEST_RATE_LIMITED', undefined, { retryAfterSeconds: this.seconds() });
  }
}
