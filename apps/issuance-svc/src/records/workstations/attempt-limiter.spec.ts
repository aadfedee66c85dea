import { describe, expect, it } from '@jest/globals';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { AttemptLimiter } from './attempt-limiter.js';

const outcome = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work;
  } catch (error) {
    if (!isCardwrightError(error)) throw error;
    return error.details.retryAfterSeconds ?? error.code;
  }
};
const refused = (): Promise<never> => Promise.reject(new CardwrightError('ENROLMENT_PROOF_INVALID'));
const away = (): Promise<never> => Promise.reject(new CardwrightError('REQUEST_SERVICE_UNAVAILABLE'));

describe('attempt limiter', () => {
  it('refuses one key after so many refusals, until the first of them is a minute old', async () => {
    let now = 1_000;
    const limiter = new AttemptLimiter(2, () => now);
    const attempt = (work: () => Promise<unknown>, key = 'a') => outcome(limiter.count(key, work));
    expect(await attempt(refused)).toBe('ENROLMENT_PROOF_INVALID');
    now = 31_000;
    expect(await attempt(refused)).toBe('ENROLMENT_PROOF_INVALID');
    expect(await attempt(async () => 'in')).toBe(30);
    expect(await attempt(async () => 'in', 'b')).toBe('in');
    now = 61_001;
    expect(await attempt(async () => 'in')).toBe('in');
  });

  it('counts neither what went well nor what could not be tried', async () => {
    const limiter = new AttemptLimiter(1, () => 0);
    for (let count = 0; count < 5; count++) {
      expect(await outcome(limiter.count('a', async () => 'in'))).toBe('in');
      expect(await outcome(limiter.count('a', away))).toBe('REQUEST_SERVICE_UNAVAILABLE');
    }
  });
});
