import { describe, expect, it } from '@jest/globals';
import type { PinRule } from '../api/types.js';
import { hintsOf, metHints } from './pin-hints.js';

const rule: PinRule = { minLength: 6, maxLength: 8, alphabet: 'numeric', denylist: ['314159'], forbidSequences: true };

describe('hints while a PIN is typed', () => {
  it('[C14] are what the rule asks, one each', () => {
    expect(hintsOf(rule)).toEqual(['length', 'alphabet', 'sequence', 'known', 'same']);
    expect(hintsOf({ ...rule, forbidSequences: false })).toEqual(['length', 'alphabet', 'known', 'same']);
  });

  it.each([
    ['', '', []],
    ['7', '', ['alphabet', 'sequence', 'known']],
    ['7a', '', ['sequence', 'known']],
    ['78', '', ['alphabet', 'known']],
    ['73920', '', ['alphabet', 'sequence', 'known']],
    ['739205', '', ['length', 'alphabet', 'sequence', 'known']],
    ['739205', '73920', ['length', 'alphabet', 'sequence', 'known']],
    ['739205', '739205', ['length', 'alphabet', 'sequence', 'known', 'same']],
    ['7392a5', '7392a5', ['length', 'sequence', 'known', 'same']],
    ['654321', '', ['length', 'alphabet', 'known']],
    ['123456', '', ['length', 'alphabet']],
    ['314159', '', ['length', 'alphabet', 'sequence']],
    ['739205186', '', ['alphabet', 'sequence', 'known']],
  ])('[C14, C18] of %p and %p: %j are met', (pin, confirmation, met) => {
    expect(metHints(pin, confirmation, rule)).toEqual(met);
  });

  it('[C18] a rule that allows rows does not ask about them', () => {
    expect(metHints('654321', '654321', { ...rule, forbidSequences: false })).toEqual([
      ...['length', 'alphabet', 'known', 'same'],
    ]);
  });
});
