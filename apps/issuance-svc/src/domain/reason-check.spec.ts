import { describe, expect, it } from '@jest/globals';
import type { ReasonUse } from '@cardwright/contracts/card/reasons';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Role } from '@cardwright/contracts/access/role';
import { checkReason } from './reason-check.js';

const outcome = (reason: string, use: ReasonUse, reasonText?: string, roles: Role[] = ['IO']): string => {
  try {
    return checkReason({ reason, ...(reasonText === undefined ? {} : { reasonText }) }, use, roles).code;
  } catch (error) {
    if (isCardwrightError(error)) return error.code;
    throw error;
  }
};

describe('checkReason', () => {
  it.each<[string, ReasonUse, string | undefined, Role[], string]>([
    ['CONTENT_DAMAGED', 'reprovision', undefined, ['IO'], 'CONTENT_DAMAGED'],
    ['BORED', 'reprovision', undefined, ['IO'], 'REASON_UNKNOWN'],
    ['', 'reprovision', undefined, ['IO'], 'REASON_UNKNOWN'],
    ['LOST', 'reprovision', undefined, ['IO'], 'REASON_NOT_ALLOWED'],
    ['INITIAL', 'issue', undefined, ['IO'], 'REASON_NOT_ALLOWED'],
    ['OTHER', 'reprovision', undefined, ['IO'], 'REASON_TEXT_REQUIRED'],
    ['OTHER', 'reprovision', '  ', ['IO'], 'REASON_TEXT_REQUIRED'],
    ['OTHER', 'reprovision', 'the reader was struck by lightning', ['IO'], 'OTHER'],
    ['FRAUD', 'cancel', undefined, ['IO'], 'REASON_NOT_ALLOWED'],
    ['FRAUD', 'cancel', undefined, ['SO'], 'FRAUD'],
  ])('[D19] %s for %s with the words %s by %s: %s', (reason, use, text, roles, expected) => {
    expect(outcome(reason, use, text, roles)).toBe(expected);
  });
});
