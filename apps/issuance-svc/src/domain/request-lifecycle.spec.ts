import { describe, expect, it } from '@jest/globals';
import type { RequestState, RequestType } from '@cardwright/contracts/nats/issuance.api';
import { cancelEffect, checkRequestTransition, isFinished, requestStates, sagaActions } from './request-lifecycle.js';

/** model.md section 3, written down by hand: from each state the states that a request may come to. */
const mayBecome: Readonly<Record<RequestState, readonly RequestState[]>> = {
  READY: ['IN_PROGRESS', 'CANCELLED', 'WITHDRAWN', 'SUPERSEDED', 'COMPLETED'],
  IN_PROGRESS: ['AWAITING_USER', 'INTERRUPTED', 'FAILED', 'CANCELLING', 'COMPLETED', 'SUPERSEDED'],
  AWAITING_USER: ['IN_PROGRESS', 'INTERRUPTED', 'FAILED', 'CANCELLING', 'SUPERSEDED'],
  INTERRUPTED: ['IN_PROGRESS', 'FAILED', 'CANCELLING', 'SUPERSEDED'],
  FAILED: ['IN_PROGRESS', 'CANCELLING', 'SUPERSEDED'],
  CANCELLING: ['CANCELLED', 'SUPERSEDED'],
  CANCELLED: [],
  COMPLETED: [],
  SUPERSEDED: [],
  WITHDRAWN: [],
};
const states = Object.keys(mayBecome) as RequestState[];

describe('the life of a request', () => {
  it('has no state beside those of the table', () => {
    expect([...requestStates].sort()).toEqual([...states].sort());
  });

  for (const from of states)
    for (const to of states) {
      const stays = from === to;
      const allowed = stays || mayBecome[from].includes(to);
      it(`${allowed ? 'allows' : 'refuses'} / ${from} to ${to}`, () => {
        if (allowed) expect(() => checkRequestTransition(from, to)).not.toThrow();
        else
          expect(() => checkRequestTransition(from, to)).toThrow(
            expect.objectContaining({
              code: 'LIFECYCLE_TRANSITION',
              details: { from, to, allowed: mayBecome[from] },
            }),
          );
      });
    }

  it('has four ends', () => {
    expect(requestStates.filter(isFinished)).toEqual(['CANCELLED', 'COMPLETED', 'SUPERSEDED', 'WITHDRAWN']);
  });

  it('[C20] offers Retry and Cancel after a failure', () => {
    expect(sagaActions({ type: 'ISSUE', state: 'FAILED', awaiting: null }, null)).toEqual(['retry', 'cancel']);
  });

  it('[C15] offers the PIN entry while waiting, and the initial PIN once the card is pending', () => {
    expect(sagaActions({ type: 'ISSUE', state: 'AWAITING_USER', awaiting: 'pin' }, null)).toEqual([
      'cancel',
      'supply-pin',
    ]);
    const pending = { pin: 'initial', state: 'PENDING_ACTIVATION' };
    expect(sagaActions({ type: 'ISSUE', state: 'COMPLETED', awaiting: null }, pending)).toEqual(['reveal-initial-pin']);
    expect(sagaActions({ type: 'ISSUE', state: 'COMPLETED', awaiting: null }, { pin: 'set', state: 'ACTIVE' })).toEqual(
      [],
    );
  });

  it('[C30] offers the temporary PIN of a card with one PIN, while its passkey is made and at no other time', () => {
    const offers = (state: RequestState, stage: string, temporaryPin: boolean) =>
      sagaActions({ type: 'ISSUE', state, stage, temporaryPin, awaiting: null }, null).includes('show-temporary-pin');
    expect(offers('IN_PROGRESS', 'passkey', true)).toBe(true);
    expect(offers('AWAITING_USER', 'passkey', true)).toBe(true);
    expect(offers('IN_PROGRESS', 'passkey', false)).toBe(false);
    expect(offers('FAILED', 'passkey', true)).toBe(false);
    for (const stage of ['content', 'pin', 'commit']) expect(offers('AWAITING_USER', stage, true)).toBe(false);
  });

  it('[C24] says what a cancel does, before it is done, and nothing where there is nothing to cancel', () => {
    const effect = (type: RequestType, percent: number) => cancelEffect({ type, state: 'FAILED', percent })?.text;
    expect(effect('ISSUE', 10)).toContain('left as it is');
    expect(effect('ISSUE', 50)).toContain('certificates of this attempt are revoked');
    expect(effect('REPROVISION', 15)).toContain('Nothing on the card was changed');
    expect(effect('REPROVISION', 20)).toContain('finish it by another reprovision, or terminate and recycle');
    for (const state of ['CANCELLED', 'COMPLETED', 'SUPERSEDED', 'WITHDRAWN'] as const)
      expect(cancelEffect({ type: 'ISSUE', state, percent: 50 })).toBeNull();
  });
});
