/**
 * PIN and PUK: comparing, counting tries, blocking. The counter goes down and is stored before the comparison, so that
 * pulling the card at the right moment gains no try. Governing document: SP 800-73-5 Part 2 sections 3.2.1 to 3.2.3.
 */
import { timingSafeEqual } from 'node:crypto';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import type { ReferenceDataState } from './card-state.js';
import type { CardContext, ReferenceDataRule } from './dialect.js';
import { refuse, refuseWithTries } from '../status-word/status-error.js';

export const referenceDataLength = 8;

/** ASCII text padded with FF to 8 bytes. Throws TypeError for more than 8 characters. */
export function padReferenceData(text: string): Uint8Array {
  if (text.length > referenceDataLength) throw new TypeError('longer than 8 characters');
  const padded = new Uint8Array(referenceDataLength).fill(0xff);
  padded.set(Buffer.from(text, 'ascii'));
  return padded;
}

export const newReferenceData = (value: Uint8Array, tries: number): ReferenceDataState => ({
  valueHex: toHex(value),
  retriesRemaining: tries,
  retriesTotal: tries,
});

const matches = (data: ReferenceDataState, candidate: Uint8Array): boolean =>
  candidate.length === referenceDataLength && timingSafeEqual(fromHex(data.valueHex), candidate);

export function wellFormed(rule: ReferenceDataRule, value: Uint8Array): boolean {
  if (value.length !== referenceDataLength) return false;
  const padding = value.indexOf(0xff);
  const length = padding < 0 ? value.length : padding;
  if (length < rule.minLength || length > rule.maxLength) return false;
  if (value.subarray(length).some((byte) => byte !== 0xff)) return false;
  return rule.alphabet === 'any' || value.subarray(0, length).every((byte) => byte >= 0x30 && byte <= 0x39);
}

/** Returns if the candidate is right; throws 6983 blocked, 63Cx wrong, 6A80 of the wrong form where that costs nothing. */
export async function authenticate(card: CardContext, which: 'pin' | 'puk', candidate: Uint8Array): Promise<void> {
  const data = card.state[which];
  if (data.retriesRemaining === 0) refuse('blocked');
  if (candidate.length !== referenceDataLength) refuse('wrongData');
  if (!card.dialect.malformedCountsAsWrong && !wellFormed(card.dialect[which], candidate)) refuse('wrongData');
  data.retriesRemaining -= 1;
  await card.checkpoint();
  if (!matches(data, candidate)) {
    if (which === 'pin') card.session.notVerified();
    refuseWithTries(data.retriesRemaining);
  }
  data.retriesRemaining = data.retriesTotal;
}
