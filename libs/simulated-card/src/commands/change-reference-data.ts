/** CHANGE REFERENCE DATA of PIN and PUK. Governing document: SP 800-73-5 Part 2 section 3.2.2. */
import { toHex } from '@cardwright/card-protocol/bytes';
import type { CardContext, CommandHandler } from '../card/dialect.js';
import { authenticate, referenceDataLength, wellFormed } from '../card/reference-data.js';
import { refuse } from '../status-word/status-error.js';
import { applicationPin } from './verify.js';

export const unblockingKey = 0x81;

/** `puk: false` is a card whose PUK stays as it was personalised: the standard leaves that to the issuer. */
export const changeReferenceData =
  ({ puk }: { puk: boolean }): CommandHandler =>
  async (card, { p1, p2, data }) => {
    if (p1 !== 0x00) refuse('wrongParameters');
    if (p2 !== applicationPin && !(puk && p2 === unblockingKey)) refuse('referenceNotFound');
    const which = p2 === applicationPin ? 'pin' : 'puk';
    const [current, next] = halves(data);
    checkNext(card, which, next, 'before');
    await authenticate(card, which, current);
    checkNext(card, which, next, 'after');
    card.state[which].valueHex = toHex(next);
    if (which === 'pin') card.session.verified();
  };

export function halves(data: Uint8Array): [Uint8Array, Uint8Array] {
  if (data.length !== 2 * referenceDataLength) refuse('wrongData');
  return [data.slice(0, referenceDataLength), data.slice(referenceDataLength)];
}

/** Where a malformed value counts as a wrong one, the old value is compared first and the new one looked at after it. */
export function checkNext(card: CardContext, which: 'pin' | 'puk', next: Uint8Array, when: 'before' | 'after'): void {
  if (card.dialect.malformedCountsAsWrong !== (when === 'after')) return;
  if (!wellFormed(card.dialect[which], next)) refuse('wrongData');
}
