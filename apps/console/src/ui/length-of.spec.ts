import { expect, it } from '@jest/globals';
import { lengthOf } from './length-of.js';

const minute = 60_000;

it.each([
  [0, '0 min'],
  [minute - 1, '0 min'],
  [59 * minute, '59 min'],
  [60 * minute, '1 h 0 min'],
  [-(17 * 60 + 40) * minute, '17 h 40 min'],
])('%i ms are %s', (ms, said) => expect(lengthOf(ms)).toBe(said));
