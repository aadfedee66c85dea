import { describe, expect, it } from '@jest/globals';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import { pinSentence } from './pin-sentence.js';

const asked = (changes: Partial<PinAsked>): PinAsked => ({
  ...{ refusedWith: null, cutOff: false, triesLeft: 3 },
  ...changes,
});
const wrong = (triesLeft: number | null) => asked({ refusedWith: 'CARD_PIN_INCORRECT', triesLeft });

describe('what is said while a PIN is asked for', () => {
  it.each([
    ['UPDATE', asked({}), 'Type the PIN of the card; it stays as it is, and nothing is written before'],
    [
      'UPDATE',
      wrong(2),
      'That was not the PIN of the card: 2 tries are left. Type the PIN of the card; it stays as it is, and nothing is written before',
    ],
    [
      'UPDATE',
      wrong(1),
      'That was not the PIN of the card. One try is left, and a wrong PIN blocks the card. Type the PIN of the card; it stays as it is, and nothing is written before',
    ],
    ['CHANGE_PIN', asked({}), 'The card is read. Type the PIN that it has, and choose the new one'],
    ['CHANGE_PIN', wrong(null), 'That was not the PIN of the card. Type the PIN that it has, and choose the new one'],
    [
      'CHANGE_PIN',
      asked({ triesLeft: 1 }),
      'One try is left, and a wrong PIN blocks the card. Type the PIN that it has, and choose the new one',
    ],
    [
      'REPROVISION',
      asked({ triesLeft: null, again: true }),
      'The work on the card was cut off. A PIN is kept nowhere, so it is asked for again; what is done on the card stays done',
    ],
    [
      'CHANGE_PIN',
      asked({ cutOff: true }),
      'The change was cut off, and the card may have the new PIN already. Type both as before',
    ],
    [
      'UNLOCK',
      asked({ refusedWith: 'CARD_PIN_REFUSED', triesLeft: null }),
      'The card does not take this PIN. Choose another PIN. Cards have rules of their own: no repeated or ascending characters, not too short, none that they had before.',
    ],
  ] as const)('[A12, C01] %s, %j', (type, facts, sentence) => {
    expect(pinSentence(type, facts).text).toBe(sentence);
  });
});
