import { describe, expect, it } from '@jest/globals';
import { concerned, lastDueAt, neededToGoOn, nextRing, waitingIn } from './rollout-figures.js';

const ring = (number: number, openedAt: string | null, [cards, completed, failed]: [number, number, number]) => ({
  ...{ ring: number, upToPercent: 100, openedAt, cards, completed, failed },
});
const first = ring(1, '2026-11-20T08:00:00.000Z', [11, 9, 1]);
const second = ring(2, '2026-11-25T08:00:00.000Z', [21, 3, 2]);
const third = ring(3, null, [68, 0, 0]);
const rings = [first, second, third];

describe('the figures of a roll-out', () => {
  it('[F12] a pause concerns the cards of the open rings that do not have the version, failed ones too', () => {
    expect(concerned({ rings })).toBe(2 + 18);
    expect(concerned({ rings: [third] })).toBe(0);
  });

  it('[F12] it goes on with nine of ten cards of the last open ring, rounded up', () => {
    expect(neededToGoOn({ rings, ring: 2 })).toEqual({ needed: 19, of: 21, done: 3 });
    expect(nextRing({ rings })).toBe(third);
    expect(nextRing({ rings: [first, second] })).toBeUndefined();
  });

  it('[F12] the last card of a ring is due when the days of the spread are over, of a closed one never', () => {
    expect(lastDueAt(second, 5)).toBe('2026-11-30T08:00:00.000Z');
    expect(lastDueAt(second, 0)).toBe('2026-11-25T08:00:00.000Z');
    expect(lastDueAt(third, 5)).toBe(null);
  });

  it('neither done nor failed is what waits', () => {
    expect(rings.map(waitingIn)).toEqual([1, 16, 68]);
  });
});
