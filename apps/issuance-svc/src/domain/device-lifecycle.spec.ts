import { describe, expect, it } from '@jest/globals';
import { checkTransition, deviceStates, deviceTransitions, mayChange, recyclePath } from './device-lifecycle.js';

describe('the life of a device', () => {
  for (const from of deviceStates)
    for (const to of deviceStates) {
      const allowed = to in deviceTransitions[from];
      it(`${allowed ? 'allows' : 'refuses'} / ${from} to ${to}`, () => {
        expect(mayChange(from, to)).toBe(allowed);
        if (allowed) expect(() => checkTransition(from, to)).not.toThrow();
        else
          expect(() => checkTransition(from, to)).toThrow(
            expect.objectContaining({
              code: 'LIFECYCLE_TRANSITION',
              details: { from, to, allowed: Object.keys(deviceTransitions[from]) },
            }),
          );
      });
    }

  it('never leaves DISPOSED and enters ISSUING only from a blank or failed card', () => {
    expect(Object.keys(deviceTransitions.DISPOSED)).toEqual([]);
    expect(deviceStates.filter((from) => mayChange(from, 'ISSUING'))).toEqual([
      'AVAILABLE',
      'ASSIGNED',
      'ISSUE_FAILED',
    ]);
  });

  it('[C25] brings a card that failed at any point into RECYCLING by allowed steps only', () => {
    for (const from of ['ISSUING', 'ISSUE_FAILED', 'PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'EXPIRED'] as const) {
      let state: (typeof deviceStates)[number] = from;
      for (const next of recyclePath(from)) {
        checkTransition(state, next);
        state = next;
      }
      expect(state).toBe('RECYCLING');
    }
    expect(recyclePath('ACTIVE')).toEqual(['TERMINATED', 'RECYCLING']);
  });

  it('refuses / recycling of a blank card', () => {
    for (const from of ['REGISTERED', 'AVAILABLE', 'ASSIGNED', 'DISPOSED'] as const)
      expect(() => recyclePath(from)).toThrow(expect.objectContaining({ code: 'LIFECYCLE_TRANSITION' }));
  });
});
