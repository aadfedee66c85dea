/**
 * Draws the operation PIN: uniform over the digits, drawn again while the rule refuses it, or a rule that cards have of their own. Digits whatever the alphabet
 * is, because it may have to be read to a person. Governing documents: design.md 3, contracts card/pin-rule.
 */
import { randomInt } from 'node:crypto';
import { pinBreach } from '@cardwright/contracts/card/pin-rule';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';

/** The longest PIN that a PIV card takes (SP 800-73-5 Part 2 section 2.4.3). */
const longestPin = 8;
/** A rule that refuses this many in a row refuses nearly all: a mistake in the profile, not bad luck. */
const drawLimit = 1000;

/** ASCII bytes; the caller wipes them. Throws TypeError when the rule leaves nothing to draw. */
export function drawPin(rule: PinRule): Uint8Array {
  const length = Math.min(rule.maxLength, longestPin);
  for (let draw = 0; draw < drawLimit; draw++) {
    const pin = Uint8Array.from({ length }, () => 0x30 + randomInt(10));
    // A string for a moment: the checker is shared with the browser. It is unreachable right after.
    const strict: PinRule = { ...rule, forbidSequences: true };
    if (!hasEasyRun(pin) && pinBreach(new TextDecoder().decode(pin), strict) === null) return pin;
    pin.fill(0);
  }
  throw new TypeError('the PIN rule leaves no PIN to draw');
}

/** Three equal, ascending or descending digits in a row: what cards with a rule of their own refuse wherever it stands. */
function hasEasyRun(pin: Uint8Array): boolean {
  return pin.some((digit, at) => {
    if (at < 2) return false;
    const step = digit - pin[at - 1]!;
    return Math.abs(step) <= 1 && step === pin[at - 1]! - pin[at - 2]!;
  });
}
