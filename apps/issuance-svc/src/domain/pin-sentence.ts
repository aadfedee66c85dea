/**
 * What the timeline and the command line say while a PIN is asked for, in English. Pages make their own sentences from the same facts, in their own
 * languages. Pure.
 */
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import type { PinSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { pinStageOf } from '@cardwright/contracts/workflow/stages';

/** No PIN was typed before. triesLeft: of the PIN that the card has. */
export const askedFirst = (triesLeft: number | null = null): PinAsked => ({
  ...{ refusedWith: null, cutOff: false, triesLeft },
});
/** A new PIN, which has no tries yet; refused: the card did not take the one before. */
export const askedNew = (refused = false): PinAsked => ({
  ...askedFirst(),
  refusedWith: refused ? 'CARD_PIN_REFUSED' : null,
});

/** Nothing is to be said of the PIN but that it is asked for, or asked for again. The PIN that a card has is never only that. */
export const isPlain = (type: PinSagaType, { refusedWith, cutOff, triesLeft }: PinAsked): boolean =>
  pinStageOf(type).asks !== 'card-pin' && refusedWith === null && !cutOff && triesLeft !== 1;

/** A PIN that was typed was sealed to the card session that ended, and is kept nowhere. */
const pinAgainSentence =
  'The work on the card was cut off. A PIN is kept nowhere, so it is asked for again; what is done on the card stays done';

export function pinSentence(type: PinSagaType, asked: PinAsked): string {
  const row = pinStageOf(type);
  const { refusedWith, cutOff, triesLeft: left } = asked;
  if (refusedWith === 'CARD_PIN_REFUSED') {
    const { title, fix } = errorCatalogue.CARD_PIN_REFUSED;
    return `${title}. ${fix}`;
  }
  if (asked.again === true) return pinAgainSentence;
  if (row.asks === 'new-pin') return row.sentence;
  const last = left === 1 ? 'One try is left, and a wrong PIN blocks the card. ' : '';
  const wrong = `That was not the PIN of the card${left === null || left === 1 ? '' : `: ${left} tries are left`}. `;
  const before = refusedWith === 'CARD_PIN_INCORRECT' ? wrong : '';
  if (row.asks === 'card-pin')
    return `${before}${last}Type the PIN of the card; it stays as it is, and nothing is written before`;
  if (cutOff) return `${last}The change was cut off, and the card may have the new PIN already. Type both as before`;
  return before + last === '' ? row.sentence : `${before}${last}Type the PIN that it has, and choose the new one`;
}
