import { describe, expect, it } from '@jest/globals';
import { reasonOf, reasons } from '@cardwright/contracts/card/reasons';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { checkReplacement, effectNow, endOfReplaced, successorExpiry, type ReplacementCase } from './replacement.js';

const today = '2026-11-21';
const asked = (changes: Partial<ReplacementCase> & { state?: DeviceState; expiresOn?: string | null } = {}) => {
  const { state = 'ACTIVE', expiresOn = '2027-06-01', ...rest } = changes;
  const device = { deviceId: 'd', state, personId: 'p', expiresOn };
  return { kind: 'permanent', reason: 'LOST', device, isTemporary: false, profile: {}, today, ...rest } as const;
};
const codeOf = (check: () => void): string => {
  try {
    check();
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('replacing a card', () => {
  it('every reason to replace has one kind and one effect', () => {
    const rows = reasons.filter(({ uses }) => uses.includes('replace'));
    expect(Object.fromEntries(rows.map(({ code }) => [code, effectNow(code)]))).toEqual({
      RENEW: 'none',
      EXPIRING_CARD: 'none',
      HOLDER_DATA_CHANGED: 'none',
      FORGOTTEN: 'suspend',
      MISPLACED: 'suspend',
      LOST: 'terminate',
      STOLEN: 'terminate',
      DAMAGED: 'terminate',
      OTHER: 'none',
    });
  });

  it.each<[Partial<ReplacementCase> & { state?: DeviceState; expiresOn?: string | null }, string]>([
    [{}, 'allowed'],
    [{ state: 'TERMINATED' }, 'allowed'],
    [{ kind: 'temporary' }, 'REASON_NOT_ALLOWED'],
    [{ kind: 'temporary', reason: 'FORGOTTEN' }, 'allowed'],
    [{ reason: 'FORGOTTEN' }, 'REASON_NOT_ALLOWED'],
    [{ kind: 'temporary', reason: 'FORGOTTEN', state: 'TERMINATED' }, 'LIFECYCLE_NOT_ACTIVE'],
    [{ reason: 'RENEW', state: 'TERMINATED' }, 'LIFECYCLE_NOT_ACTIVE'],
    [{ state: 'AVAILABLE' }, 'LIFECYCLE_NOT_ACTIVE'],
    [{ isTemporary: true }, 'LIFECYCLE_TEMPORARY_CARD'],
    [{ device: { deviceId: 'd', state: 'ACTIVE', personId: null, expiresOn: null } }, 'LIFECYCLE_UNASSIGNED'],
    [{ expiresOn: today }, 'LIFECYCLE_CARD_EXPIRED'],
    [{ reason: 'EXPIRING_CARD', expiresOn: today }, 'allowed'],
    // 90 days by default.
    [{ reason: 'EXPIRING_CARD', expiresOn: '2027-02-19' }, 'allowed'],
    [{ reason: 'EXPIRING_CARD', expiresOn: '2027-02-20' }, 'LIFECYCLE_RENEWAL_WINDOW'],
    [{ reason: 'EXPIRING_CARD', expiresOn: '2027-02-20', profile: { renewalWindowDays: 91 } }, 'allowed'],
  ])('%j: %s', (changes, expected) => {
    expect(codeOf(() => checkReplacement(asked(changes)))).toBe(expected);
  });

  it.each([
    ['permanent', 'LOST', '2027-06-01'],
    ['permanent', 'RENEW', '2027-06-01'],
    ['permanent', 'EXPIRING_CARD', '2027-11-21'],
    ['temporary', 'FORGOTTEN', '2026-12-05'],
  ] as const)('%s for %s is valid until %s', (kind, reason, until) => {
    const profile = { cardLifetimeDays: 365 };
    expect(successorExpiry({ kind, reason, expiresOn: '2027-06-01' }, profile, today)).toBe(until);
  });

  it('a temporary card is valid for as long as its profile says, and never longer than a card', () => {
    const forgotten = { kind: 'temporary', reason: 'FORGOTTEN', expiresOn: null } as const;
    expect(successorExpiry(forgotten, { cardLifetimeDays: 365, temporaryCardDays: 3 }, today)).toBe('2026-11-24');
    expect(successorExpiry(forgotten, { cardLifetimeDays: 7 }, today)).toBe('2026-11-28');
  });

  it.each([
    ['ACTIVE', 'RENEW', { to: 'REPLACED', revoke: null }],
    ['ACTIVE', 'EXPIRING_CARD', { to: 'REPLACED', revoke: 'superseded' }],
    ['ACTIVE', 'HOLDER_DATA_CHANGED', { to: 'REPLACED', revoke: 'affiliationChanged' }],
    ['SUSPENDED', 'RENEW', { to: 'TERMINATED', revoke: 'superseded' }],
    ['TERMINATED', 'LOST', null],
  ] as const)('%s replaced for %s: %j', (state, reason, expected) => {
    expect(endOfReplaced(state, reasonOf(reason)!)).toEqual(expected);
  });
});
