import { describe, expect, it } from '@jest/globals';
import { decidedFrom } from '@cardwright/contracts/update/rollout';
import { isFailure } from './failure-rules.js';
import { nextStep, type RingCount } from './rollout-rules.js';

const count = (ring: number, more: Partial<RingCount> = {}): RingCount => ({
  ...{ ring, cards: 100, completed: 0, attempted: 0, failed: 0, codes: [] },
  ...more,
});
const at = (open: number, allKnown = true) => ({ open, rings: 3, allKnown });

describe('a roll-out by itself', () => {
  it('[F12] goes on when nine of ten cards of the ring are done, and not before', () => {
    expect(nextStep([count(1, { completed: 89, attempted: 89 })], at(1))).toBe(null);
    expect(nextStep([count(1, { completed: 90, attempted: 90 })], at(1))).toBe('open-next');
    expect(nextStep([count(1, { completed: 100 }), count(2, { completed: 89 })], at(2))).toBe(null);
    expect(nextStep([count(1, { completed: 0 }), count(2, { completed: 90 })], at(2))).toBe('open-next');
    expect(nextStep([count(1), count(2), count(3, { completed: 90 })], at(3))).toBe('finish');
  });

  it('[F12] passes over a ring without cards, once every card of the profile was heard of', () => {
    expect(nextStep([], at(1, false))).toBe(null);
    expect(nextStep([], at(1))).toBe('open-next');
    expect(nextStep([count(1, { cards: 1, completed: 1 })], at(1, false))).toBe(null);
  });

  it.each([
    ['two of two', { attempted: 2, failed: 2 }, null],
    ['three of sixty', { attempted: 60, failed: 3 }, null],
    ['three of fifty-nine', { attempted: 59, failed: 3 }, 'stop'],
    ['five of a hundred', { attempted: 100, failed: 5 }, null],
    ['six of a hundred', { attempted: 100, failed: 6 }, 'stop'],
  ])('[F12] stops at three failures that are more than five percent: %s', (_, counted, expected) => {
    const step = nextStep(
      [count(1, { completed: 100 }), count(2, { ...counted, codes: ['CARD_KEY_REJECTED'] })],
      at(2),
    );
    const { attempted, failed } = counted;
    expect(step).toEqual(
      expected && { stop: { cause: 'FAILURES', ring: 2, failed, attempted, codes: ['CARD_KEY_REJECTED'] } },
    );
  });

  it('[F12] is stopped by a ring before the one that is open, and stops rather than going on', () => {
    const failing = count(1, { completed: 95, attempted: 100, failed: 6 });
    expect(nextStep([failing, count(2, { completed: 100 })], at(2))).toMatchObject({ stop: { ring: 1 } });
  });
});

it('[F12] a card that was taken away, a wrong PIN and a workstation that is away do not count against it', () => {
  const counted = (codes: (string | null)[]) => codes.filter(isFailure);
  expect(counted(['CARD_REMOVED', 'CARD_ABSENT', 'CARD_PIN_INCORRECT', 'EDGE_UNREACHABLE', 'PIN_POLICY'])).toEqual([]);
  expect(counted([null, 'CARD_KEY_REJECTED', 'PKI_LINT_FAILED'])).toEqual([
    null,
    'CARD_KEY_REJECTED',
    'PKI_LINT_FAILED',
  ]);
});

it('what has ended is not decided about any more', () => {
  const decided = Object.values(decidedFrom).flat();
  expect(decided.filter((state) => state === 'finished' || state === 'superseded')).toEqual([]);
});
