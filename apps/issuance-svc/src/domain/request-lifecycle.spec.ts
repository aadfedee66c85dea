import { describe, expect, it } from '@jest/globals';
import type { RequestType } from '@cardwright/contracts/nats/issuance.api';
import {
  cancelEffect,
  checkRequestTransition,
  isFinished,
  requestStates,
  requestTransitions,
  sagaActions,
  statesBefore,
} from './request-lifecycle.js';

describe('the life of a request', () => {
  for (const from of requestStates)
    for (const to of requestStates) {
      const allowed = from === to || requestTransitions[from].includes(to);
      it(`${allowed ? 'allows' : 'refuses'} / ${from} to ${to}`, () => {
        if (allowed) expect(() => checkRequestTransition(from, to)).not.toThrow();
        else
          expect(() => checkRequestTransition(from, to)).toThrow(
            expect.objectContaining({ code: 'LIFECYCLE_TRANSITION' }),
          );
        expect(statesBefore(to).includes(from)).toBe(allowed);
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

  it('[C24] says what a cancel does, before it is done, and nothing where there is nothing to cancel', () => {
    const effect = (type: RequestType, percent: number) => cancelEffect({ type, state: 'FAILED', percent });
    expect(effect('ISSUE', 10)).toContain('left as it is');
    expect(effect('ISSUE', 50)).toContain('certificates of this attempt are revoked');
    expect(effect('REPROVISION', 15)).toContain('Nothing on the card was changed');
    expect(effect('REPROVISION', 20)).toContain('finish it by another reprovision, or terminate and recycle');
    for (const state of requestStates.filter(isFinished))
      expect(cancelEffect({ type: 'ISSUE', state, percent: 50 })).toBeNull();
  });
});
