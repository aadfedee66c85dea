import { describe, expect, it } from '@jest/globals';
import type { AuditRow } from '../api/types.js';
import { actionOptions, labelOf } from './actions.js';
import { auditSentence } from './audit-sentences.js';

const row = (action: string, told: Partial<AuditRow> = {}): AuditRow => ({
  ...{ sequence: 1, at: '2026-11-29T10:00:00.000Z', actor: 'system:issuance-svc', action, object: 'system:x' },
  ...{ reason: null, reasonText: null, correlationId: 'c', details: {}, hashHex: null, ...told },
});

/** What issuance-svc writes besides what is in the history of a card. */
const written = [
  ...['authorisation.refused', 'separation-of-duties.set', 'separation-of-duties.waived', 'session.started'],
  ...[
    'session.ended',
    'sessions.ended',
    'card-sign-in.refused',
    'passkey-sign-in.refused',
    'passkey-sign-in.copied',
    'bridge.paired',
    'bridge.unpaired',
    'bridge.refused',
  ],
  ...['list.exported', 'people.imported', 'person.created', 'person.changed', 'person.linked', 'saga.payloads-read'],
  'saga.history-read',
  ...['role.granted', 'role.revoked'],
  ...['workstation.code-created', 'workstation.enrolled', 'workstation.enrolment-allowed', 'workstation.jwt-renewed'],
  ...['workstation.revoked', 'workstation.doctor-asked', 'workstation.logs-read', 'deployment-code.created'],
  ...['deployment-code.revoked', 'profile.published', 'profile.proposed', 'profile.proposal-approved'],
  ...['profile.proposal-declined', 'profile.withdrawn', 'profile.reinstated', 'card-model.published'],
  ...['card-model.withdrawn', 'stock-batch.imported', 'audit.chain-rewritten'],
];
const options = actionOptions(undefined).flatMap((each) => ('items' in each ? each.items : [each]));

describe('[F11] rows of the audit trail in words', () => {
  it.each(written)('has a sentence for %s, and words to choose it by', (action) => {
    expect(auditSentence(row(action))).toMatch(/^[A-Z][^.]+$/);
    expect(options.find(({ value }) => value === action)?.label).toMatch(/^[A-Z][^.]+$/);
  });

  it.each<[string, AuditRow]>([
    [
      'Was refused: Your role does not allow this',
      row('authorisation.refused', { details: { code: 'AUTH_FORBIDDEN' } }),
    ],
    ['Exported a list (1,204 rows)', row('list.exported', { details: { rows: 1204 } })],
    ['Published the profile as version 3', row('profile.published', { details: { version: 3 } })],
    [
      'Allowed one person to hold every duty',
      row('separation-of-duties.set', { details: { duties: 'single-operator' } }),
    ],
    ['Changed: E-mail, Unit', row('person.changed', { details: { fields: ['email', 'organizationalUnit'] } })],
    ['Was given a role: Help desk', row('role.granted', { details: { role: 'HD' } })],
    ['Lost a role: Auditor', row('role.revoked', { details: { role: 'AU' } })],
    ['The card is suspended', row('device.state-changed', { details: { from: 'ACTIVE', to: 'SUSPENDED' } })],
    [
      'Stopped: The card was removed',
      row('request.state-changed', { details: { to: 'FAILED', code: 'CARD_REMOVED' } }),
    ],
    [
      'The certificate 9A is to be revoked',
      row('revocation.requested', { object: 'certificate:0A', details: { keyReference: '9A' } }),
    ],
    [
      'The CA has done what was asked of the certificate',
      row('revocation.done', { object: 'certificate:0A', details: { inTime: true } }),
    ],
    [
      'Was refused, and 400 more times in that minute',
      row('authorisation.refused', { details: { repeated: 400, minute: '2026-01-31T10:00Z' } }),
    ],
    ['of.a-newer-release', row('of.a-newer-release')],
    ['toString', row('toString')],
  ])('%s', (sentence, told) => {
    expect(auditSentence(told)).toBe(sentence);
  });
});

describe('[F11] the actions to choose from', () => {
  it('stand once each, in the groups of what they are about, by their words', () => {
    expect(options.map(({ value }) => value).length).toBe(new Set(options.map(({ value }) => value)).size);
    expect(actionOptions(undefined).map((each) => ('group' in each ? each.group : each.label))).toEqual([
      ...['Devices', 'Sagas', 'Certificates', 'People and sign-in', 'Workstations', 'Profiles, models and stock'],
      'Installation',
    ]);
    expect(options.filter(({ value, label }) => value === label)).toEqual([]);
    expect(labelOf('device.suspended')).toBe('Suspended the card');
  });

  it('have the one of the address, also where there are no words for it', () => {
    expect(actionOptions('of.a-newer-release')[0]).toEqual({
      value: 'of.a-newer-release',
      label: 'of.a-newer-release',
    });
    expect(actionOptions('device.suspended')).toEqual(actionOptions(undefined));
  });
});
