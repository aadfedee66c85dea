/** Which rules of a new PIN are met while it is typed (C14, C18). It answers yes and no, and keeps nothing of what it is shown. Pure. */
import { pinBreaches, type PinRuleBreach } from '@cardwright/contracts/card/pin-rule';
import type { PinRule } from '../api/types.js';

/** known: neither a PIN that cards are delivered with nor one that the profile forbids. same: both entries. */
export type PinHint = 'length' | 'alphabet' | 'sequence' | 'known' | 'same';

/** What this rule asks, each on its own. */
export const hintsOf = ({ forbidSequences }: PinRule): readonly PinHint[] => [
  ...(['length', 'alphabet'] as const),
  ...(forbidSequences ? (['sequence'] as const) : []),
  ...(['known', 'same'] as const),
];

/** Each from the first character on, by what is typed so far; of nothing typed nothing is met. */
export function metHints(pin: string, confirmation: string, rule: PinRule): readonly PinHint[] {
  const breaches = pinBreaches(pin, rule);
  const keeps = (...parts: PinRuleBreach[]): boolean => !parts.some((part) => breaches.includes(part));
  const met: Record<PinHint, boolean> = {
    length: keeps('length'),
    alphabet: pin !== '' && keeps('alphabet'),
    sequence: pin !== '' && keeps('sequence'),
    known: pin !== '' && keeps('factory', 'denylist'),
    same: pin !== '' && pin === confirmation,
  };
  return hintsOf(rule).filter((hint) => met[hint]);
}
