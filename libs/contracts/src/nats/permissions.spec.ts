import { describe, expect, it } from '@jest/globals';
import { mayReplyTo } from './permissions.js';

/** subject -> reply subjects that are their senders' own inboxes, and ones that are not. */
const cases: [subject: string, own: string[], astray: string[]][] = [
  [
    'cw.v1.issuance.people.import.begin',
    ['_INBOX.gateway.a.1'],
    ['_INBOX.update.a.1', '_INBOX.issuance.a.1', '_INBOX_ws-1.a'],
  ],
  [
    'cw.v1.issuance.models.publish',
    ['_INBOX.gateway.a'],
    ['_INBOX.pki.a', 'cw.v1.event.card.issued', 'cw.v1.progress.r1'],
  ],
  [
    'cw.v1.issuance-internal.lease.check',
    ['_INBOX.pki.a'],
    ['_INBOX.gateway.a', '_INBOX.issuance.a', '_INBOX.update.a'],
  ],
  [
    'cw.v1.issuance-internal.devices.export',
    ['_INBOX.update.a'],
    ['_INBOX.pki.a', '$JS.API.STREAM.PURGE.CARDWRIGHT_EVENTS'],
  ],
  ['cw.v1.pki.ca.chain', ['_INBOX.gateway.a', '_INBOX.issuance.a'], ['_INBOX.update.a', '_INBOX.pki.a']],
  ['cw.v1.pki.vault.batch.open', ['_INBOX.issuance.a'], ['_INBOX.gateway.a', 'cw.v1.edge.ws-1.request.batch.execute']],
  [
    'cw.v1.edge.ws-1.call.jwt.renew',
    ['_INBOX_ws-1.a'],
    ['_INBOX_ws-2.a', '_INBOX_ws-1', '_INBOX.gateway.a', '_INBOX_ws-1.>'],
  ],
  [
    'cw.v1.edge.ws-1.request.batch.execute',
    ['_INBOX.issuance.a'],
    ['_INBOX_ws-2.a', 'cw.v1.edge.ws-1.event.card.inserted'],
  ],
  ['cw.v1.issuance-internal.sagas.begin', ['_INBOX.update.spec.a'], ['cw.v1.event.card.issued', '_INBOX_ws-1.a']],
  ['cw.v1.issuance-internal.mail.remind', ['_INBOX.update.spec.a'], ['cw.v1.event.card.issued', '_INBOX_ws-1.a']],
  ['cw.v1.issuance-internal.orphans.sweep', ['_INBOX.update.spec.a'], ['cw.v1.event.card.issued', '_INBOX_ws-1.a']],
];

describe('reply subjects', () => {
  it.each(cases)('%s is answered to the inbox of who may ask, and nowhere else', (subject, own, astray) => {
    expect(own.filter((reply) => !mayReplyTo(subject, reply))).toEqual([]);
    expect(astray.filter((reply) => mayReplyTo(subject, reply))).toEqual([]);
  });
});
