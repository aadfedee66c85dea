import { describe, expect, it } from '@jest/globals';
import type { HistoryActor } from '../api/types.js';
import { writePageIn } from '../ui/language.js';
import { sentenceOf, sentences, whyOf } from './history.text.js';
import { actorOf, whoText } from './who-text.js';

/** What issuance-svc writes about a device, a request or a certificate. */
const written = [
  ...['device.registered', 'device.state-changed', 'device.suspended', 'device.suspended-further', 'device.resumed'],
  ...['device.terminated', 'device.replaced', 'device.expired', 'device.replacement-active', 'device.pin-reset'],
  ...['device.pin-changed', 'device.locked', 'device.objects-cannot-grow', 'device.capability-missing'],
  ...['card.reprovisioned', 'card.updated', 'card.reprovision-stopped', 'card.update-stopped', 'secret.revealed'],
  ...['finding.opened', 'finding.cleared', 'finding.repaired'],
  ...['replacement.asked', 'replacement.ask-declined', 'replacement.ask-withdrawn'],
  ...['request.created', 'request.started', 'request.state-changed', 'request.waits', 'request.card-moved'],
  ...['passkey.registered', 'passkey.deleted', 'passkey.deletion-requested', 'passkey.delayed', 'passkey.overdue'],
  ...['passkey.disabled', 'passkey.enabled', 'temporary-pin.shown'],
  ...['request.keys-not-attested', 'request.proof-repeated'],
  ...['saga.retry', 'saga.move', 'saga.cancel', 'saga.pin-supplied', 'saga.pin-skipped', 'saga.passkey-made'],
  'saga.workflow-lost',
  ...['credentials.propagated', 'credentials.not-propagated'],
  ...['revocation.requested', 'revocation.done', 'revocation.delayed', 'revocation.overdue'],
  ...['certificate.revoked-outside', 'credential.expired'],
];
const entry = (action: string, told: object = {}) => ({
  ...{ action, from: null, to: null, code: null, certificate: null },
  ...told,
});

describe('[Issue 13] the history of a card', () => {
  it('has a sentence for everything that is written about one', () => {
    expect(Object.keys(sentences).toSorted()).toEqual(written.toSorted());
    expect(sentenceOf(entry('of.a-newer-release'))).toBe('of.a-newer-release');
  });

  it.each([
    [entry('saga.pin-supplied'), 'Gave the PIN'],
    [entry('saga.passkey-made'), 'Said that the browser made the passkey'],
    [entry('request.state-changed', { to: 'AWAITING_USER' }), 'Waits for somebody at the card'],
    [entry('device.state-changed', { from: 'ACTIVE', to: 'SUSPENDED' }), 'The card is suspended'],
    [entry('request.state-changed', { to: 'FAILED', code: 'CARD_REMOVED' }), 'Stopped: The card was removed'],
    [entry('request.state-changed', { to: 'COMPLETED' }), 'Is done'],
    [entry('finding.opened', { code: 'CARD_PIN_BLOCKED' }), 'Found: The PIN is blocked'],
    [
      entry('revocation.requested', { certificate: { serialNumberHex: '0A', keyReference: '9A' } }),
      'The certificate 9A is to be revoked',
    ],
  ])('%j: %s', (told, sentence) => {
    expect(sentenceOf(told)).toBe(sentence);
  });

  it('names what was found in the language of the page', () => {
    writePageIn('de');
    expect(sentenceOf(entry('finding.opened', { code: 'CARD_PIN_BLOCKED' }))).toBe('Gefunden: Die PIN ist gesperrt');
    expect(sentenceOf(entry('saga.passkey-made'))).toBe('Hat gemeldet, dass der Browser den Passkey erstellt hat');
    writePageIn('en');
    expect(sentenceOf(entry('finding.opened', { code: 'CARD_PIN_BLOCKED' }))).toBe('Found: The PIN is blocked');
  });

  it.each([
    ['REPORTED_LOST', 'In a train', 'The card is reported as lost: In a train'],
    ['REPORTED_LOST', null, 'The card is reported as lost'],
    [null, 'Her laptop is missing', 'Her laptop is missing'],
    [null, null, null],
  ] as const)('the reason %s, %s: %s', (reason, reasonText, shown) => {
    expect(whyOf({ reason, reasonText })).toBe(shown);
  });

  it.each<[HistoryActor['kind'], string, HistoryActor['person'], string]>([
    ['person', 'person:ada@https://issuer', { displayName: 'Ada Lovelace', externalId: 'E1' }, 'Ada Lovelace (E1)'],
    ['person', 'person:mallory@https://issuer', null, 'mallory'],
    ['client', 'client:hr@https://issuer', null, 'Program hr'],
    ['agent', 'agent:ws-1', null, 'Agent of ws-1'],
    ['system', 'temporal-ui', null, 'Somebody in the Temporal UI'],
    ['system', 'system:issuance-svc', null, 'Cardwright itself'],
    ['system', 'system:update-svc', null, 'Cardwright’s updates'],
  ])('by %s %s', (kind, text, person, shown) => {
    expect(whoText({ kind, text, person })).toBe(shown);
    // Of a row of the audit trail, which names nobody of the record.
    expect(actorOf(text)).toEqual({ kind, text, person: null });
  });
});
