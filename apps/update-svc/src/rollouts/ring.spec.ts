import { describe, expect, it } from '@jest/globals';
import { ringOf } from './ring.js';

const rings = [5, 25, 100];
const id = (number: string) => `00000000-0000-4000-8000-${number.padStart(12, '0')}`;

describe('the ring of a card', () => {
  it.each([
    ['4', { ring: 1, place: 0.57437 }],
    ['23', { ring: 1, place: 0.898867 }],
    ['1', { ring: 2, place: 0.506188 }],
    ['5', { ring: 2, place: 0.205057 }],
    ['2', { ring: 3, place: 0.673951 }],
    ['3', { ring: 3, place: 0.994226 }],
  ])('[F12] is that of its id, and so is its place there: ...%s', (number, { ring, place }) => {
    expect(ringOf(id(number), rings)).toEqual({ ring, place: expect.closeTo(place, 6) });
  });

  it('is the same whichever case the id is written in', () => {
    expect(ringOf('ABCDEF00-0000-4000-8000-00000000000A', rings)).toEqual(
      ringOf('abcdef00-0000-4000-8000-00000000000a', rings),
    );
  });

  it('[F12] shares cards out as the percents say', () => {
    const counts = [0, 0, 0];
    for (let number = 0; number < 10_000; number++) counts[ringOf(id(String(number)), rings).ring - 1]!++;
    expect(counts.map((count) => Math.round(count / 100))).toEqual([5, 20, 75]);
    expect(ringOf(id('3'), [100]).ring).toBe(1);
  });
});
