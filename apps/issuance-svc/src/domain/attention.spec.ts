import { describe, expect, it } from '@jest/globals';
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { atTheCard, attentionOf, forAdministrators } from './attention.js';

const begun = { state: 'FAILED', personId: 'grace', requestedByPersonId: 'ada' } as const;
const own = { ...begun, requestedByPersonId: 'grace' };

describe('[D15, F01] what waits for somebody, and for whom', () => {
  it.each<[string, Parameters<typeof attentionOf>[0], ReturnType<typeof attentionOf>]>([
    ['a PIN', { ...begun, state: 'AWAITING_USER', stuckReason: null }, { kind: 'pin', waitsFor: 'cardholder' }],
    ['work that goes on', { ...begun, state: 'IN_PROGRESS', stuckReason: null }, null],
    [
      'a card that an operator works at',
      { ...begun, stuckReason: 'CARD_REMOVED' },
      { kind: 'stuck', waitsFor: 'operator' },
    ],
    [
      'a card that its holder works at',
      { ...own, stuckReason: 'CARD_REMOVED' },
      { kind: 'stuck', waitsFor: 'cardholder' },
    ],
    [
      'a computer that is asleep',
      { ...own, stuckReason: 'EDGE_GOING_TO_SLEEP' },
      { kind: 'stuck', waitsFor: 'cardholder' },
    ],
    ['a decision', { ...own, stuckReason: 'CARD_PIN_BLOCKED' }, { kind: 'stuck', waitsFor: 'operator' }],
    ['the CA', { ...own, stuckReason: 'PKI_SIGNER_UNAVAILABLE' }, { kind: 'stuck', waitsFor: 'administrator' }],
    ['a service', { ...own, stuckReason: 'REQUEST_SERVICE_UNAVAILABLE' }, { kind: 'stuck', waitsFor: 'administrator' }],
    ['an agent', { ...own, stuckReason: 'EDGE_SERVER_NOT_TRUSTED' }, { kind: 'stuck', waitsFor: 'administrator' }],
    [
      'a clean-up that does not succeed',
      { ...own, state: 'CANCELLING', stuckReason: 'PKI_SIGNER_UNAVAILABLE' },
      { kind: 'stuck', waitsFor: 'administrator' },
    ],
    [
      'the card of nobody',
      { state: 'FAILED', personId: null, requestedByPersonId: null, stuckReason: 'CARD_ABSENT' },
      { kind: 'stuck', waitsFor: 'operator' },
    ],
  ])('%s', (_, request, waits) => expect(attentionOf(request)).toEqual(waits));

  it('no code waits for whoever is at the card and for administrators', () => {
    expect(atTheCard.filter((code) => forAdministrators.includes(code))).toEqual([]);
    const others = (Object.keys(errorCatalogue) as ErrorCode[]).filter(
      (code) => errorCatalogue[code].family === 'CARD' && forAdministrators.includes(code),
    );
    expect(others).toEqual([]);
  });
});
