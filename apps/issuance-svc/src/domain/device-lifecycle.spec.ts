import { describe, expect, it } from '@jest/globals';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { checkTransition, deviceStates, mayChange, recyclePath } from './device-lifecycle.js';

/** model.md section 1, written down by hand: from each state the states that a device may come to. */
const mayBecome: Readonly<Record<DeviceState, readonly DeviceState[]>> = {
  REGISTERED: ['AVAILABLE', 'DISPOSED'],
  AVAILABLE: ['ASSIGNED', 'ISSUING', 'DISPOSED'],
  ASSIGNED: ['ISSUING', 'AVAILABLE'],
  ISSUING: ['PENDING_ACTIVATION', 'ACTIVE', 'ISSUE_FAILED'],
  ISSUE_FAILED: ['ISSUING', 'RECYCLING'],
  PENDING_ACTIVATION: ['ACTIVE', 'RECYCLING', 'TERMINATED', 'EXPIRED'],
  ACTIVE: ['SUSPENDED', 'REPLACED', 'TERMINATED', 'EXPIRED'],
  SUSPENDED: ['ACTIVE', 'TERMINATED', 'EXPIRED'],
  REPLACED: ['RECYCLING', 'DISPOSED'],
  TERMINATED: ['RECYCLING', 'DISPOSED', 'ACTIVE'],
  EXPIRED: ['RECYCLING', 'DISPOSED'],
  RECYCLING: ['AVAILABLE', 'DISPOSED'],
  DISPOSED: [],
};
const states = Object.keys(mayBecome) as DeviceState[];

describe('the life of a device', () => {
  it('has no state beside those of the table', () => {
    expect([...deviceStates].sort()).toEqual([...states].sort());
  });

  for (const from of states)
    for (const to of states) {
      const allowed = mayBecome[from].includes(to);
      it(`${allowed ? 'allows' : 'refuses'} / ${from} to ${to}`, () => {
        expect(mayChange(from, to)).toBe(allowed);
        if (allowed) expect(() => checkTransition(from, to)).not.toThrow();
        else
          expect(() => checkTransition(from, to)).toThrow(
            expect.objectContaining({
              code: 'LIFECYCLE_TRANSITION',
              details: { from, to, allowed: mayBecome[from] },
            }),
          );
      });
    }

  it('never leaves DISPOSED and enters ISSUING only from a blank or failed card', () => {
    expect(deviceStates.filter((to) => mayChange('DISPOSED', to))).toEqual([]);
    expect(deviceStates.filter((from) => mayChange(from, 'ISSUING'))).toEqual([
      'AVAILABLE',
      'ASSIGNED',
      'ISSUE_FAILED',
    ]);
  });

  it.each<[DeviceState, DeviceState[]]>([
    ['ISSUING', ['ISSUE_FAILED', 'RECYCLING']],
    ['ISSUE_FAILED', ['RECYCLING']],
    ['PENDING_ACTIVATION', ['RECYCLING']],
    ['ACTIVE', ['TERMINATED', 'RECYCLING']],
    ['SUSPENDED', ['TERMINATED', 'RECYCLING']],
    ['REPLACED', ['RECYCLING']],
    ['TERMINATED', ['RECYCLING']],
    ['EXPIRED', ['RECYCLING']],
    ['RECYCLING', []],
  ])('[C25] brings a card that is %s into RECYCLING by allowed steps only', (from, path) => {
    expect(recyclePath(from)).toEqual(path);
    path.reduce((state, next) => {
      expect(mayBecome[state]).toContain(next);
      return next;
    }, from);
  });

  it('refuses / recycling of a blank card', () => {
    for (const from of ['REGISTERED', 'AVAILABLE', 'ASSIGNED', 'DISPOSED'] as const)
      expect(() => recyclePath(from)).toThrow(expect.objectContaining({ code: 'LIFECYCLE_TRANSITION' }));
  });
});
