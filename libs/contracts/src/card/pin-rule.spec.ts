import { describe, expect, it } from '@jest/globals';
import { fidoPinBreach, isSequence, pinBreach, pinBreaches } from './pin-rule.js';

const rule = { minLength: 6, maxLength: 8, alphabet: 'numeric', denylist: ['314159'], forbidSequences: true } as const;

describe('PIN rule', () => {
  it.each([
    ['73920', 'length'],
    ['739205186', 'length'],
    ['', 'length'],
    ['7392a5', 'alphabet'],
    ['73920١', 'alphabet'],
    ['123456', 'factory'],
    ['12345678', 'factory'],
    ['314159', 'denylist'],
    ['654321', 'sequence'],
    ['890123', 'sequence'],
    ['2222222', 'sequence'],
    ['474747', 'sequence'],
    ['581581', 'sequence'],
    ['739205', null],
    ['73920518', null],
  ])('[C18] %s breaks %s', (pin, breach) => {
    expect(pinBreach(pin, rule)).toBe(breach);
  });

  it.each([
    ['', ['length']],
    ['12a', ['length', 'alphabet']],
    ['123', ['length', 'sequence']],
    ['123456', ['factory', 'sequence']],
    ['314159', ['denylist']],
    ['739205', []],
  ])('[C18] %s breaks all of these: %j', (pin, breaches) => {
    expect(pinBreaches(pin, rule)).toEqual(breaches);
  });

  it('allows sequences where the rule does, but never a factory value', () => {
    const lax = { minLength: 4, maxLength: 8, alphabet: 'ascii' } as const;
    expect(pinBreach('654321', lax)).toBeNull();
    expect(pinBreach('12345678', lax)).toBe('factory');
    expect(pinBreach('pa ss', lax)).toBeNull();
    expect(pinBreach('päss', lax)).toBe('alphabet');
  });

  it.each([
    ['12345', 'length'],
    ['123456', null],
    ['öäüöäü', null],
    // Combined characters count as one.
    ['e\u0301'.repeat(6), null],
    ['e\u0301'.repeat(5), 'length'],
    ['7'.repeat(64), 'length'],
  ])('of the FIDO application only its length counts: %s', (pin, breach) => {
    expect(fidoPinBreach(pin, { minLength: 6, maxLength: 63 })).toBe(breach);
  });

  it('sees sequences of letters without wrapping them', () => {
    expect(isSequence('abcdef')).toBe(true);
    expect(isSequence('fedcba')).toBe(true);
    expect(isSequence('abcdeg')).toBe(false);
    expect(isSequence('7')).toBe(false);
  });
});
