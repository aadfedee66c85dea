import { describe, expect, it } from '@jest/globals';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { RequestCounter } from './request-counter.js';

function waitOf(work: () => void): unknown {
  try {
    work();
    return 0;
  } catch (error) {
    return isCardwrightError(error, 'REQUEST_RATE_LIMITED') ? error.details.retryAfterSeconds : error;
  }
}

describe('request counter', () => {
  it('refuses over the limit until the minute is over, each key for itself', () => {
    let now = 30_000;
    const counter = new RequestCounter(() => now);
    const take = (key = 'a') => waitOf(() => counter.take(key, 2));
    expect([take(), take(), take(), take('b')]).toEqual([0, 0, 30, 0]);
    now = 60_000;
    expect(take()).toBe(0);
  });

  it('says what is left of the minute', () => {
    let now = 30_000;
    const counter = new RequestCounter(() => now);
    expect([counter.take('a', 2), counter.take('a', 2)]).toEqual([
      { left: 1, seconds: 30 },
      { left: 0, seconds: 30 },
    ]);
    now = 60_000;
    expect(counter.take('a', 2)).toEqual({ left: 1, seconds: 60 });
    expect(counter.take('a', 0)).toBeNull();
  });

  it('says whether more may be taken, and takes none by that', () => {
    let now = 30_000;
    const counter = new RequestCounter(() => now);
    const mayTake = (perMinute = 2) => waitOf(() => counter.mayTake('a', perMinute));
    expect([mayTake(), mayTake(), mayTake()]).toEqual([0, 0, 0]);
    counter.take('a', 1);
    expect(mayTake()).toBe(0);
    expect(waitOf(() => counter.take('a', 1))).toBe(30);
    expect([mayTake(), mayTake(0)]).toEqual([30, 0]);
    now = 60_000;
    expect(mayTake()).toBe(0);
  });

  it('counts nothing where there is no limit', () => {
    const counter = new RequestCounter(() => 0);
    for (let count = 0; count < 10; count++) expect(waitOf(() => counter.take('a', 0))).toBe(0);
  });
});
