import { describe, expect, it } from '@jest/globals';
import { leavesToExpire, revocationOf } from './revocation-reason.js';

describe('the reason that the CA is given', () => {
  it.each<[code: string | null, reason: string, urgent: boolean]>([
    ['INITIAL', 'superseded', false],
    ['RENEW', 'superseded', false],
    ['EXPIRING_CARD', 'superseded', false],
    ['PROFILE_CHANGED', 'superseded', false],
    ['HOLDER_DATA_CHANGED', 'affiliationChanged', false],
    ['CONTENT_DAMAGED', 'superseded', false],
    ['EXTERNALLY_REVOKED', 'superseded', false],
    ['KEYSET_ROTATION', 'superseded', false],
    ['FORGOTTEN', 'superseded', false],
    ['MISPLACED', 'superseded', false],
    ['ON_LEAVE', 'superseded', false],
    ['MISCONDUCT', 'superseded', false],
    ['FOUND', 'superseded', false],
    ['RESUMED', 'superseded', false],
    ['LOST', 'keyCompromise', true],
    ['STOLEN', 'keyCompromise', true],
    ['KEY_COMPROMISE', 'keyCompromise', true],
    ['DAMAGED', 'superseded', false],
    ['LEFT', 'cessationOfOperation', true],
    ['ACCOUNT_DISABLED', 'cessationOfOperation', true],
    ['PRIVILEGE_WITHDRAWN', 'privilegeWithdrawn', true],
    ['FRAUD', 'privilegeWithdrawn', true],
    ['DECEASED', 'cessationOfOperation', true],
    ['FORGOTTEN_PIN', 'superseded', false],
    ['PIN_EXPOSED', 'superseded', false],
    ['ISSUED_IN_ERROR', 'superseded', false],
    ['ISSUE_FAILED', 'superseded', false],
    ['OTHER', 'unspecified', false],
    ['A_REASON_OF_ANOTHER_RELEASE', 'superseded', false],
    [null, 'superseded', false],
  ])('%s: %s, urgent %s', (code, reason, urgent) => {
    expect(revocationOf(code)).toEqual({ reason, urgent });
  });

  it.each([
    ['RENEW', true],
    ['EXPIRING_CARD', false],
    ['OTHER', false],
    [null, false],
  ])('after %s what is replaced stays valid until it expires: %s', (code, expires) => {
    expect(leavesToExpire(code)).toBe(expires);
  });
});
