import { describe, expect, it } from '@jest/globals';
import { activateRefusal, issueRefusal, pinResetRefusal, recycleRefusal } from './card-eligibility.js';
import { deviceStates } from './device-lifecycle.js';

const puk = { retriesRemaining: 0, retriesTotal: 3, factory: false, blocked: true };

describe('advice of a refusal by the record', () => {
  it('nothing irreversible for a card that somebody uses, and what is lost for any other', () => {
    const advised = deviceStates.flatMap((state) =>
      [issueRefusal(state), activateRefusal(state), recycleRefusal(state), pinResetRefusal(state, { puk })].flatMap(
        (refusal) =>
          /\b(recycle|terminate|dispose|wipe)\b/.test(refusal?.sentence ?? '') ? [[state, refusal!.sentence]] : [],
      ),
    );
    const orErased = 'take a blank one, or recycle this one first, which erases it';
    expect(Object.fromEntries(advised)).toEqual({
      ISSUE_FAILED: `An issue of this card was given up: ${orErased}`,
      REPLACED: `This card was replaced: ${orErased}`,
      TERMINATED: `This card was cancelled: ${orErased}`,
      EXPIRED: `This card has expired: ${orErased}`,
      RECYCLING: 'The recycling of this card is not finished: recycle it again',
    });
  });

  it('a card that is issued already: a blank one, or what renews this one', () => {
    for (const state of ['ACTIVE', 'SUSPENDED', 'PENDING_ACTIVATION'] as const)
      expect(issueRefusal(state)).toEqual({
        code: 'LIFECYCLE_ALREADY_ISSUED',
        sentence:
          'This card is issued already: take a blank one. To renew what is on this one, update or reprovision it',
      });
  });
});
