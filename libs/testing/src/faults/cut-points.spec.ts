import { describe, expect, it } from '@jest/globals';
import type { ApduEvent } from '@cardwright/simulated-card/power-cut';
import { seededRandom } from '../seeded-random.js';
import { allCuts, byKind, commandKind, sampleOf } from './cut-points.js';

const event = (index: number, ins: number, more: Partial<ApduEvent> = {}): ApduEvent => ({
  ...{ index, ins, p1: 0, p2: 0, chained: false },
  ...more,
});
const run = [
  event(0, 0xa4),
  ...Array.from({ length: 40 }, (_, index) => event(index + 1, 0xcb)),
  event(41, 0x24, { p2: 0x80 }),
  event(42, 0x24, { p2: 0x81 }),
  event(43, 0xdb, { chained: true }),
  event(44, 0xdb),
  event(45, 0x47, { p2: 0x9a }),
];

describe('where the power can go', () => {
  it('is before and after every command, and inside those that write', () => {
    const cuts = allCuts(run);
    expect(cuts).toHaveLength(41 * 2 + 5 * 3);
    expect(cuts.filter(({ apdu }) => apdu === 0).map(({ when }) => when)).toEqual(['before', 'after']);
    expect(cuts.filter(({ apdu }) => apdu === 43)).toEqual([
      { apdu: 43, when: 'before', kind: 'chained write' },
      { apdu: 43, when: 'inside', kind: 'chained write' },
      { apdu: 43, when: 'after', kind: 'chained write' },
    ]);
  });

  it('distinguishes the PUK from the PIN, and a piece from the end of a chain', () => {
    expect([event(0, 0x10, { chained: true }), event(1, 0x10)].map(commandKind)).toEqual([
      'piece of a CTAP message',
      'CTAP message',
    ]);
    expect(run.slice(41).map(commandKind)).toEqual(['PIN change', 'PUK change', 'chained write', 'write', 'GENERATE']);
  });
});

describe('a cut of one kind of command', () => {
  it('counts the commands of that kind, not those before it', () => {
    const cuts = byKind(allCuts(run)).filter(({ when }) => when === 'after');
    expect(cuts.filter(({ kind }) => kind === 'read').map(({ nth }) => nth)).toEqual(
      Array.from({ length: 41 }, (_, nth) => nth),
    );
    expect(cuts.slice(41).map(({ kind, nth }) => [kind, nth])).toEqual([
      ['PIN change', 0],
      ['PUK change', 0],
      ['chained write', 0],
      ['write', 0],
      ['GENERATE', 0],
    ]);
  });
});

describe('a sample', () => {
  const cuts = allCuts(run);

  it('has the first and the last point and every kind that writes, however rare', () => {
    for (let seed = 0; seed < 50; seed++) {
      const sample = sampleOf(cuts, 10, seededRandom(seed));
      expect(sample).toHaveLength(10);
      expect(sample[0]).toEqual(cuts[0]);
      expect(sample.at(-1)).toEqual(cuts.at(-1));
      const kinds = new Set(sample.map(({ kind }) => kind));
      for (const kind of ['PIN change', 'PUK change', 'chained write', 'write', 'GENERATE'] as const)
        expect(kinds).toContain(kind);
    }
  });

  it('is the same for the same seed and another one for another', () => {
    const sample = (seed: number) => sampleOf(cuts, 10, seededRandom(seed));
    expect(sample(7)).toEqual(sample(7));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => JSON.stringify(sample(seed)))).size).toBeGreaterThan(10);
  });

  it('is everything where there is not more', () => {
    expect(sampleOf(cuts, 1000, seededRandom(1))).toEqual(cuts);
  });
});
