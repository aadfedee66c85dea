import { describe, expect, it } from '@jest/globals';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import { askedText, isAskedAgain, passkeyLead } from './pin.text.js';

const asked = (changes: Partial<PinAsked>): PinAsked => ({
  ...{ refusedWith: null, cutOff: false, triesLeft: 3 },
  ...changes,
});
const wrong = (triesLeft: number | null) => asked({ refusedWith: 'CARD_PIN_INCORRECT', triesLeft });

describe('the question for a PIN, from the facts of the server', () => {
  it.each([
    ['new-pin', undefined, ''],
    ['new-pin', asked({}), ''],
    [
      'new-pin',
      asked({ refusedWith: 'CARD_PIN_REFUSED' }),
      'The card did not take this PIN. Choose another one. Cards have rules of their own: no repeated or ascending characters, not too short, none that they had before.',
    ],
    [
      'new-pin',
      asked({ again: true }),
      'The work on the card was cut off. A PIN is kept nowhere, so it is asked for again; what is done on the card stays done.',
    ],
    ['card-pin', undefined, 'Type the PIN of the card; it stays as it is, and nothing is written before.'],
    [
      'card-pin',
      wrong(2),
      'That was not the PIN of the card. 2 tries are left. Type the PIN of the card; it stays as it is, and nothing is written before.',
    ],
    [
      'card-pin',
      wrong(1),
      'That was not the PIN of the card. One try is left, and a wrong PIN blocks the card. Type the PIN of the card; it stays as it is, and nothing is written before.',
    ],
    [
      'pin-change',
      wrong(null),
      'That was not the PIN of the card. After a few wrong tries the card blocks its PIN. Type the PIN that the card has, and choose the new one.',
    ],
    ['pin-change', asked({}), 'Type the PIN that the card has, and choose the new one.'],
    [
      'pin-change',
      asked({ triesLeft: 1 }),
      'One try is left, and a wrong PIN blocks the card. Type the PIN that the card has, and choose the new one.',
    ],
    [
      'pin-change',
      asked({ cutOff: true }),
      'The change was cut off, and the card may have the new PIN already. Type both as before.',
    ],
  ] as const)('[A12, C01] %s, %j', (asks, facts, said) => {
    expect(askedText(asks, facts)).toBe(said);
  });

  it('[C28] of a passkey, by whether the card has one PIN for everything', () => {
    const refused = asked({ refusedWith: 'FIDO_PIN_INCORRECT', triesLeft: 7 });
    expect([askedText('fido-pin', refused), askedText('fido-pin', refused, true)]).toEqual([
      'That was not the PIN for passkeys. 7 tries are left. The card has a PIN for passkeys already. Type it; it stays as it is.',
      'That was not the PIN of the card. 7 tries are left. Type the PIN of the card; it stays as it is.',
    ]);
    const last = asked({ refusedWith: null, triesLeft: 1 });
    expect([askedText('fido-pin', last), askedText('fido-pin', { ...refused, triesLeft: 1 }, true)]).toEqual([
      'One try is left: a wrong PIN blocks it, and your help desk then has to prepare the card anew. The card has a PIN for passkeys already. Type it; it stays as it is.',
      'That was not the PIN of the card. One try is left, and a wrong PIN blocks the card. Type the PIN of the card; it stays as it is.',
    ]);
    expect(askedText('fido-pin', asked({ triesLeft: 5 }))).toBe(
      'The card has a PIN for passkeys already. Type it; it stays as it is.',
    );
    expect(passkeyLead('PASSKEY', false)).not.toContain('which you choose next');
  });

  it('[A12] stands out where something went wrong before', () => {
    expect([undefined, asked({}), asked({ cutOff: true }), asked({ again: true }), wrong(2)].map(isAskedAgain)).toEqual(
      [...[false, false, true, true, true]],
    );
  });
});
