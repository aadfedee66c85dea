/**
 * At most so many refusals in a minute for each key, per copy of the service: whoever is refused for one key keeps nobody from another.
 * A key is something that exists in our records, so that there are no more counters than those. Limits per address are the gateway's.
 */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';

const windowMs = 60_000;

export class AttemptLimiter {
  private readonly refusals = new Map<string, number[]>();

  constructor(
    private readonly limit: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Throws what `attempt` throws, or REQUEST_RATE_LIMITED {retryAfterSeconds}. Only refusals count, not what could not be tried. */
  async count<Result>(key: string, attempt: () => Promise<Result>): Promise<Result> {
    const since = this.now() - windowMs;
    this.forgetBefore(since);
    const [first, ...others] = this.refusals.get(key) ?? [];
    if (first !== undefined && others.length + 1 >= this.limit)
      throw new CardwrightError('REQUEST_RATE_LIMITED', undefined, {
        retryAfterSeconds: Math.ceil((first - since) / 1000),
      });
    try {
      return await attempt();
    } catch (error) {
      if (isCardwrightError(error) && error.row.httpStatus < 500)
        this.refusals.set(key, [...(this.refusals.get(key) ?? []), this.now()]);
      throw error;
    }
  }

  private forgetBefore(since: number): void {
    for (const [key, times] of this.refusals) {
      const left = times.filter((at) => at > since);
      if (left.length === 0) this.refusals.delete(key);
      else this.refusals.set(key, left);
    }
  }
}
