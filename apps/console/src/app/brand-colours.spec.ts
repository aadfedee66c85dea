import { describe, expect, it } from '@jest/globals';
import { contrastOf, shadesOf, underDark } from './brand-colours.js';

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#767676', '#ffffff', 4.54],
  ])('of %s and %s is %d', (one, other, expected) => expect(contrastOf(one, other)).toBeCloseTo(expected, 2));
});

describe.each(['#0e6a82', '#ffdd00', '#ffffff', '#000000', '#ff0000', '#00ff00', '#7f7f7f', '#e20074', '#003399'])(
  'with %s',
  (colour) => {
    const shades = shadesOf(colour);
    it('white is read on the shade of buttons, which is read on white and on its own palest tint', () => {
      expect(contrastOf('#ffffff', shades[8])).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(shades[8], shades[0])).toBeGreaterThanOrEqual(4.5);
    });
    it('what is current is read in light and in dark', () => {
      expect(contrastOf(shades[9], shades[1])).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(shades[2], underDark(shades[3]))).toBeGreaterThanOrEqual(4.5);
    });
    it('links are read on every dark surface', () => {
      for (const surface of ['#0d0f13', '#181c22', '#20252d', '#2c323c'])
        expect(contrastOf(shades[3], surface)).toBeGreaterThanOrEqual(4.5);
    });
    it('are ten', () => {
      expect(shades).toHaveLength(10);
      for (const shade of shades) expect(shade).toMatch(/^#[0-9a-f]{6}$/);
    });
  },
);

it('a colour that can be read is kept as it is', () => expect(shadesOf('#003399')[8]).toBe('#003399'));
