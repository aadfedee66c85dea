import { describe, expect, it } from '@jest/globals';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import { effectivePinRule } from './effective-pin-rule.js';

const rule: PinRule = { minLength: 4, maxLength: 12, alphabet: 'ascii', forbidSequences: true };
const model = (pin?: 'separate' | 'shared') => ({
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric' as const, maxTries: 10 },
  ...(pin !== undefined && { fido: { pin } }),
});
const passkey = { relyingParty: 'entra', minPinLength: 7 };

describe('the PIN rule of a card', () => {
  it('is the profile’s within what the model can store', () => {
    expect(effectivePinRule(model(), { pin: rule })).toEqual({
      ...{ minLength: 6, maxLength: 8, alphabet: 'numeric', forbidSequences: true },
    });
  });

  it.each<[string, 'separate' | 'shared', number | undefined, number]>([
    ['of passkeys does not hold for a PIN of its own', 'separate', 8, 6],
    ['[C32] of passkeys holds too where both have one PIN', 'shared', undefined, 7],
    ['[C32] that the FIDO application has already holds too', 'shared', 8, 8],
    ['[C32] of PIV stays where that of passkeys asks less', 'shared', 4, 7],
  ])('%s', (_name, pin, minPinLength, minLength) => {
    const fido = minPinLength === undefined ? undefined : { minPinLength };
    expect(effectivePinRule(model(pin), { pin: rule, passkey }, fido).minLength).toBe(minLength);
  });
});
