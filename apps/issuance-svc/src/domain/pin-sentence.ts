/**
 * What the timeline and the command line say while a PIN is asked for, in English. Pages make their own sentences from the same facts, in their own
 * languages. Pure.
 */
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import type { PinSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { pinStageOf } from '@cardwright/contracts/workflow/stages';
import type { Sentence } from '@cardwright/contracts/said';
import { pinStageWords } from '@cardwright/contracts/words/rows';
import { errorFixOf, errorTitleOf, say } from '@cardwright/contracts/words/say';

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
export function pinSentence(type: PinSagaType, asked: PinAsked): Sentence {
  const row = pinStageOf(type);
  const { refusedWith, cutOff, triesLeft: left } = asked;
  if (refusedWith === 'CARD_PIN_REFUSED')
    return say('saga.stopped-by', { error: errorTitleOf(refusedWith), fix: errorFixOf(refusedWith) });
  if (asked.again === true) return say('pin.again');
  if (row.asks === 'new-pin') return pinStageWords(type, row);
  const last = left === 1 ? [say('pin.last-try')] : [];
  const wrong = left === null || left === 1 ? say('pin.wrong') : say('pin.wrong-left', { left });
  const before = refusedWith === 'CARD_PIN_INCORRECT' ? [wrong] : [];
  if (row.asks === 'card-pin') return after([...before, ...last], say('pin.type'));
  if (cutOff) return after(last, say('pin.cut-off'));
  return before.length + last.length === 0
    ? pinStageWords(type, row)
    : after([...before, ...last], say('pin.type-both'));
}

const after = (before: readonly Sentence[], then: Sentence): Sentence =>
  before.reduceRight((rest, first) => say('saga.two', { first, then: rest }), then);
