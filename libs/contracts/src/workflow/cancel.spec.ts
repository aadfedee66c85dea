import { describe, expect, it } from '@jest/globals';
import { cancelRule } from './cancel.js';
import type { CancelTakesEffect } from './saga-kind.js';
import { isCardSaga, type CardSagaType } from './saga-kinds.js';

/** What a cancel does, written down by hand: from this percentage on, when it takes effect and how its sentence begins. */
const table: Readonly<Record<CardSagaType, readonly (readonly [from: number, CancelTakesEffect, begins: string])[]>> = {
  ISSUE: [
    [0, 'at-rest', 'The card is left as it is; recycle it'],
    [15, 'at-rest', 'The certificates of this attempt are revoked and the card is left half written'],
  ],
  RECYCLE: [
    [0, 'at-rest', 'The certificates are revoked all the same; nothing on the card is wiped'],
    [40, 'at-rest', 'The certificates are revoked already; the card keeps what was not wiped yet'],
  ],
  ACTIVATE: [[0, 'at-rest', 'The card stays Pending, with its certificates on hold']],
  REPROVISION: [
    [0, 'at-rest', 'Nothing on the card was changed yet'],
    [20, 'after-key', 'It stops after the key that is at work. The card is then neither old nor new'],
  ],
  UNLOCK: [
    [0, 'at-rest', 'The card keeps its content and its PIN.'],
    [15, 'at-rest', 'The card keeps its content; its PIN stays as it is unless'],
  ],
  CHANGE_PIN: [
    [0, 'at-rest', 'The card keeps its content and its PIN.'],
    [20, 'at-rest', 'The card keeps its content; its PIN stays as it is unless'],
  ],
  LOCK: [
    [0, 'at-rest', 'Nothing on the card is changed'],
    [15, 'at-rest', 'The card keeps its content; its PIN may have fewer tries'],
  ],
  PASSKEY: [
    [0, 'at-rest', 'Nothing on the card was changed yet'],
    [15, 'at-rest', 'Keys, certificates and PIN of the card stay as they are; it may have'],
  ],
  UPDATE: [
    [0, 'at-rest', 'Nothing on the card was changed yet'],
    [20, 'after-key', 'It stops after the key that is at work; what was replaced by then stays'],
  ],
};

describe('[C24, E2] what a cancel does', () => {
  for (const [type, rows] of Object.entries(table) as [CardSagaType, (typeof table)[CardSagaType]][])
    rows.forEach(([from, takesEffect, begins], index) => {
      const to = (rows[index + 1]?.[0] ?? 101) - 1;
      it(`${type} from ${from} % to ${to} %: ${takesEffect}`, () => {
        for (const percent of [from, to]) {
          const rule = cancelRule(type, percent);
          expect(rule.takesEffect).toBe(takesEffect);
          expect(rule.effect.slice(0, begins.length)).toBe(begins);
        }
      });
    });

  it('has a rule for every saga that works on a card, and for no other request', () => {
    expect(
      ['ISSUE', 'RECYCLE', 'ACTIVATE', 'REPROVISION', 'UNLOCK', 'CHANGE_PIN', 'LOCK', 'UPDATE', 'PASSKEY'].filter(
        isCardSaga,
      ),
    ).toHaveLength(9);
    expect(['SUSPEND', 'TERMINATE', 'toString', ''].filter(isCardSaga)).toEqual([]);
  });
});
