/**
 * Whether a PIN meets a PinRule: one check for browser, CLI and agent, so that all three give the same answer. Pure, no
 * platform API; it never keeps, copies or shows the PIN. Not the card's own format (card-protocol/piv/pin-format).
 * Governing documents: SP 800-73-5 Part 1 section 2.4.3 (6 to 8 characters), FIPS 201-3 section 4.3.1 (no default PIN).
 */
import type { PinRule } from './credential-profile.js';
import { factoryReferenceData } from './well-known-secrets.js';

/** Which part of the rule a PIN breaks; goes out as `details.rule` of PIN_POLICY. */
export type PinRuleBreach = 'length' | 'alphabet' | 'factory' | 'denylist' | 'sequence';

/** The first part of the rule that this PIN breaks, or null when it meets the rule. */
export const pinBreach = (pin: string, rule: PinRule): PinRuleBreach | null => pinBreaches(pin, rule)[0] ?? null;

/** Every part of the rule that this PIN breaks. */
export function pinBreaches(pin: string, rule: PinRule): PinRuleBreach[] {
  const { length } = Array.from(pin);
  const alphabet = rule.alphabet === 'numeric' ? /^[0-9]*$/ : /^[\x20-\x7e]*$/;
  const broken: Record<PinRuleBreach, boolean> = {
    length: length < rule.minLength || length > rule.maxLength,
    alphabet: !alphabet.test(pin),
    factory: factoryReferenceData.includes(pin),
    denylist: rule.denylist?.includes(pin) === true,
    sequence: rule.forbidSequences === true && isSequence(pin),
  };
  return (Object.keys(broken) as PinRuleBreach[]).filter((part) => broken[part]);
}

/** Of a PIN of the FIDO application: as long as the rule says in Unicode code points, and of any characters (CTAP 2.1 section 6.5.1). */
export function fidoPinBreach(
  pin: string,
  { minLength, maxLength }: Pick<PinRule, 'minLength' | 'maxLength'>,
): 'length' | null {
  const { length } = Array.from(pin.normalize('NFC'));
  return length < minLength || length > maxLength ? 'length' : null;
}

/**
 * 123456, 654321, 111111, 890123 (wraps at 9), 121212, 123123: one constant step of -1, 0 or 1, or a group of two or
 * three characters repeated to the end.
 */
export function isSequence(pin: string): boolean {
  if (pin.length < 2) return false;
  const wrap = /^[0-9]+$/.test(pin) ? 10 : 0;
  for (const step of [-1, 0, 1]) if (hasConstantStep(pin, step, wrap)) return true;
  return [2, 3].some((period) => pin.length >= 2 * period && isRepetition(pin, period));
}

function hasConstantStep(pin: string, step: number, wrap: number): boolean {
  for (let i = 1; i < pin.length; i++) {
    const difference = pin.charCodeAt(i) - pin.charCodeAt(i - 1);
    const same = wrap === 0 ? difference === step : (difference - step) % wrap === 0;
    if (!same) return false;
  }
  return true;
}

function isRepetition(pin: string, period: number): boolean {
  for (let i = period; i < pin.length; i++) if (pin[i] !== pin[i - period]) return false;
  return true;
}
