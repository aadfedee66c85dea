import { describe, expect, it } from '@jest/globals';
import { silentLog } from '../agent/log.js';
import { isRenewalDue, jwtTimes } from './credentials.js';
import { JwtRenewal } from './jwt-renewal.js';

const day = 24 * 3600;
const jwtOf = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
const issuedAt = 1_900_000_000;
const thirtyDays = jwtOf({ iat: issuedAt, exp: issuedAt + 30 * day });

describe('renewal of the NATS credential', () => {
  it('is due at half of its life, never without an end', () => {
    const times = jwtTimes(thirtyDays);
    expect(isRenewalDue(times, (issuedAt + 15 * day - 1) * 1000)).toBe(false);
    expect(isRenewalDue(times, (issuedAt + 15 * day) * 1000)).toBe(true);
    expect(isRenewalDue(jwtTimes(jwtOf({ iat: issuedAt })), (issuedAt + 9999 * day) * 1000)).toBe(false);
    expect(() => jwtTimes('nonsense')).toThrow(TypeError);
  });

  it('stores the new one before it uses it, and tries again after a failure', async () => {
    const events: string[] = [];
    let answer: () => Promise<{ jwt: string }> = () => Promise.reject(new Error('nobody there'));
    const renewal = new JwtRenewal({
      jwt: thirtyDays,
      renew: () => answer(),
      save: (jwt) => Promise.resolve(void events.push(`save ${jwt === next}`)),
      use: () => Promise.resolve(void events.push(`use ${renewal.jwt === next}`)),
      log: silentLog,
      now: () => new Date((issuedAt + 20 * day) * 1000),
    });
    const next = jwtOf({ iat: issuedAt + 20 * day, exp: issuedAt + 50 * day });
    expect(await renewal.check()).toBe(false);
    expect(renewal.jwt).toBe(thirtyDays);
    answer = () => Promise.resolve({ jwt: next });
    expect(await renewal.check()).toBe(true);
    expect(events).toEqual(['save true', 'use true']);
    expect(await renewal.check()).toBe(false);
  });
});
