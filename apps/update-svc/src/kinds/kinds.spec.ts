import { describe, expect, it } from '@jest/globals';
import type { DeviceExport, ExportedCertificate, ExportedProfileChange } from '@cardwright/contracts/nats/issuance.api';
import { dueOf, heldBackBy } from './kinds.js';

const device = (more: Partial<DeviceExport> = {}): DeviceExport => ({
  deviceId: '00000000-0000-4000-9000-000000000001',
  identityText: 'ykserial:1',
  state: 'ACTIVE',
  personId: '00000000-0000-4000-9000-0000000000aa',
  profileName: 'piv',
  profileVersion: 1,
  expiresOn: '2030-01-31',
  earliestNotAfter: null,
  revision: 1,
  label: 'Card 1',
  pin: 'set',
  activeRequestId: null,
  certificates: [],
  waiting: [],
  ...more,
});
const certificate = (more: Partial<ExportedCertificate> = {}): ExportedCertificate => ({
  keyReference: '9A',
  notAfter: '2027-03-31T12:00:00.000Z',
  renewalWindowDays: 30,
  minimumGainDays: 30,
  validityDays: 365,
  ...more,
});
const renewal = {
  kind: 'cert.renew',
  cause: 'RENEW',
  keyReferences: ['9A'],
  dueAt: '2027-03-01T12:00:00.000Z',
  deadline: '2027-03-31T12:00:00.000Z',
  urgency: 'normal',
};
const replacement = {
  kind: 'card.replace',
  cause: 'EXPIRING_CARD',
  keyReferences: [],
  dueAt: '2027-03-01T12:00:00.000Z',
  deadline: '2027-04-15T23:59:59.000Z',
  urgency: 'normal',
};

const publishedAt = '2027-02-01T08:00:00.000Z';
const change = (more: Partial<ExportedProfileChange> = {}): Partial<DeviceExport> => ({
  profileChange: { version: 2, publishedAt, added: [], removed: [], changed: [], reprovision: false, ...more },
});
const changed = (kind: string, ...keyReferences: string[]) => ({
  ...{ kind, keyReferences, cause: 'PROFILE_CHANGED', dueAt: publishedAt, deadline: null, urgency: 'normal' },
});

const revoked = (keyReference: string) =>
  ({ keyReference, since: '2027-02-03T04:05:06.000Z' }) as NonNullable<DeviceExport['revoked']>[number];
const revocation = (keyReference: string) => ({
  ...{ kind: 'cert.revoked', keyReferences: [keyReference], cause: 'EXTERNALLY_REVOKED' },
  ...{ dueAt: '2027-02-03T04:05:06.000Z', deadline: null, urgency: 'high' },
});

const passkey = (cause: string, urgency: 'high' | 'normal') => ({
  ...{ kind: 'passkey.new', cause, keyReferences: [], dueAt: '2027-02-03T04:05:06.000Z', deadline: null, urgency },
});
const rotation = {
  ...{ kind: 'management-key.rotate', keyReferences: [], cause: 'KEYSET_ROTATION' },
  ...{ dueAt: '2027-02-01T00:00:00.000Z', deadline: null, urgency: 'normal' },
};

describe('what is due', () => {
  const cases: [string, Partial<DeviceExport>, unknown[]][] = [
    ['nothing for a card without certificates', {}, []],
    ['nothing by an older issuance-svc', { certificates: undefined, waiting: undefined, pin: undefined }, []],
    ['[A03] a renewal from the beginning of its window', { certificates: [certificate()] }, [renewal]],
    [
      '[A03] each certificate by its own window',
      {
        certificates: [
          certificate(),
          certificate({ keyReference: '9C', notAfter: '2027-06-30T00:00:00.000Z', renewalWindowDays: 10 }),
        ],
      },
      [
        renewal,
        {
          ...renewal,
          keyReferences: ['9C'],
          dueAt: '2027-06-20T00:00:00.000Z',
          deadline: '2027-06-30T00:00:00.000Z',
        },
      ],
    ],
    [
      'a renewal of a short certificate not before it gains the minimum',
      { certificates: [certificate({ validityDays: 50, minimumGainDays: 40 })] },
      [{ ...renewal, dueAt: '2027-03-21T12:00:00.000Z' }],
    ],
    [
      'a renewal at the end, not never, where the minimum is longer than the certificate',
      { certificates: [certificate({ validityDays: 20 })] },
      [{ ...renewal, dueAt: '2027-03-31T12:00:00.000Z' }],
    ],
    [
      'the card and no renewal where the card ends too soon after the certificate',
      { expiresOn: '2027-04-15', certificates: [certificate()] },
      [replacement],
    ],
    [
      'a renewal where the card gives just the minimum',
      { expiresOn: '2027-04-30', certificates: [certificate()] },
      [renewal],
    ],
    [
      'the card from the first of its certificates, and the renewal of another that gains more',
      {
        expiresOn: '2027-04-15',
        certificates: [certificate(), certificate({ keyReference: '9C', notAfter: '2027-01-31T00:00:00.000Z' })],
      },
      [
        {
          ...renewal,
          keyReferences: ['9C'],
          dueAt: '2027-01-01T00:00:00.000Z',
          deadline: '2027-01-31T00:00:00.000Z',
        },
        replacement,
      ],
    ],
    ['nothing for a suspended card', { state: 'SUSPENDED', certificates: [certificate()], pin: 'must-change' }, []],
    [
      '[D14] the reprovision that waits, for the reason that was given with it',
      {
        waiting: [
          { requestId: 'r', type: 'REPROVISION', reason: 'CONTENT_DAMAGED', createdAt: '2027-01-01T00:00:00.000Z' },
        ],
      },
      [
        {
          kind: 'card.reprovision',
          cause: 'CONTENT_DAMAGED',
          keyReferences: [],
          dueAt: '2027-01-01T00:00:00.000Z',
          deadline: null,
          urgency: 'normal',
        },
      ],
    ],
    [
      '[B06] the issue of a blank card that is bound to its holder',
      {
        state: 'ASSIGNED',
        expiresOn: null,
        pin: null,
        waiting: [{ requestId: 'r', type: 'ISSUE', reason: 'starts in May', createdAt: '2027-01-01T00:00:00.000Z' }],
      },
      [
        {
          kind: 'card.issue',
          cause: 'INITIAL',
          keyReferences: [],
          dueAt: '2027-01-01T00:00:00.000Z',
          deadline: null,
          urgency: 'normal',
        },
      ],
    ],
    ...(['temporary', 'permanent'] as const).map((kind): [string, Partial<DeviceExport>, unknown[]] => [
      `[B07] the issue of a blank card that is bound as the ${kind} one in the place of another, and no other kind of it`,
      {
        state: 'ASSIGNED',
        expiresOn: null,
        pin: null,
        waiting: [
          {
            ...{ requestId: 'r', type: 'ISSUE', reason: null, createdAt: '2027-01-01T00:00:00.000Z' },
            replaces: { kind, reason: 'MISPLACED' },
          },
        ],
      },
      [
        {
          kind: `replace.${kind}`,
          cause: 'MISPLACED',
          keyReferences: [],
          dueAt: '2027-01-01T00:00:00.000Z',
          deadline: null,
          urgency: 'normal',
        },
      ],
    ]),
    [
      '[B05] the PIN reset that waits for its holder, after a lock that waits',
      {
        pin: 'blocked',
        waiting: [
          { requestId: 'r', type: 'UNLOCK', reason: 'FORGOTTEN_PIN', createdAt: '2027-01-01T00:00:00.000Z' },
          { requestId: 's', type: 'LOCK', reason: 'PIN_EXPOSED', createdAt: '2027-01-01T00:00:00.000Z' },
        ],
      },
      (
        [
          ['card.lock', 'PIN_EXPOSED'],
          ['pin.unlock', 'FORGOTTEN_PIN'],
        ] as const
      ).map(([kind, cause]) => ({
        ...{ kind, cause, keyReferences: [], dueAt: '2027-01-01T00:00:00.000Z', deadline: null, urgency: 'high' },
      })),
    ],
    ['[B06] nothing for any other blank card', { state: 'AVAILABLE', personId: null, expiresOn: null, pin: null }, []],
    [
      '[B05] the lock that waits',
      { waiting: [{ requestId: 'r', type: 'LOCK', reason: 'MISCONDUCT', createdAt: '2027-01-01T00:00:00.000Z' }] },
      [
        {
          kind: 'card.lock',
          cause: 'MISCONDUCT',
          keyReferences: [],
          dueAt: '2027-01-01T00:00:00.000Z',
          deadline: null,
          urgency: 'high',
        },
      ],
    ],
    [
      '[B05] the lock that waits, of a card whose PIN is blocked already: it ends the request',
      {
        pin: 'blocked',
        waiting: [{ requestId: 'r', type: 'LOCK', reason: 'MISCONDUCT', createdAt: '2027-01-01T00:00:00.000Z' }],
      },
      [
        {
          kind: 'card.lock',
          cause: 'MISCONDUCT',
          keyReferences: [],
          dueAt: '2027-01-01T00:00:00.000Z',
          deadline: null,
          urgency: 'high',
        },
      ],
    ],
    [
      'the PIN that others have seen, since it is known',
      { pin: 'must-change' },
      [{ kind: 'pin.change', cause: 'PIN_EXPOSED', keyReferences: [], dueAt: null, deadline: null, urgency: 'high' }],
    ],
    ['nothing by a new profile version that changes nothing on the card', change(), []],
    [
      '[A04][B04] what a new profile version adds, removes and wants otherwise, each key reference by itself',
      change({ added: ['9D', '9E'], removed: ['9C'], changed: ['9A'] }),
      [
        changed('cert.add', '9D'),
        changed('cert.add', '9E'),
        changed('cert.remove', '9C'),
        changed('profile.version', '9A'),
      ],
    ],
    [
      '[E5] a hint and no update where the new profile version wants more than keys',
      change({ added: ['9E'], removed: ['9C'], changed: ['9A'], reprovision: true }),
      [changed('profile.reprovision')],
    ],
    [
      '[D05] certificates that somebody else revoked, since the record knows',
      { revoked: [revoked('9A'), revoked('9D')] },
      [revocation('9A'), revocation('9D')],
    ],
    [
      'nothing for certificates that were revoked while the card is suspended',
      { state: 'SUSPENDED', revoked: [revoked('9A')] },
      [],
    ],
    [
      '[D05] those that a new profile version has dropped by its update; the others at once, for its roll-out takes its time',
      { revoked: ['9A', '9C', '9D'].map(revoked), ...change({ removed: ['9C'], changed: ['9A'] }) },
      [revocation('9A'), revocation('9D'), changed('cert.remove', '9C'), changed('profile.version', '9A')],
    ],
    [
      '[D05] those that are revoked, before the reprovision that a new profile version needs',
      { revoked: [revoked('9C')], ...change({ removed: ['9C'], reprovision: true }) },
      [revocation('9C'), changed('profile.reprovision')],
    ],
    [
      'certificates that say something else of the holder than the record, since it does; before their renewal',
      {
        certificates: [
          certificate({ outdatedSince: '2027-02-03T04:05:06.000Z' }),
          certificate({ keyReference: '9E', notAfter: '2029-03-31T12:00:00.000Z', outdatedSince: null }),
        ],
        expiresOn: null,
      },
      [
        {
          ...{ kind: 'holder.changed', keyReferences: ['9A'], cause: 'HOLDER_DATA_CHANGED' },
          ...{ dueAt: '2027-02-03T04:05:06.000Z', deadline: null, urgency: 'normal' },
        },
        renewal,
        {
          ...renewal,
          keyReferences: ['9E'],
          dueAt: '2029-03-01T12:00:00.000Z',
          deadline: '2029-03-31T12:00:00.000Z',
        },
      ],
    ],
    [
      'nothing by other data of the holder while the card is suspended',
      { state: 'SUSPENDED', certificates: [certificate({ outdatedSince: '2027-02-03T04:05:06.000Z' })] },
      [],
    ],
    [
      '[A12] a new management key when the old one is as old as the profile allows, after a renewal',
      { certificates: [certificate()], managementKeyDueAt: '2027-02-01T00:00:00.000Z' },
      [renewal, rotation],
    ],
    ['no new management key where the profile names no time for it', { managementKeyDueAt: null }, []],
    [
      'no new management key while the card is suspended',
      { state: 'SUSPENDED', managementKeyDueAt: '2027-02-01T00:00:00.000Z' },
      [],
    ],
    [
      'a new passkey where the card has none any more',
      { passkeyDue: { cause: 'PASSKEY_MISSING', since: '2027-02-03T04:05:06.000Z' } },
      [passkey('PASSKEY_MISSING', 'high')],
    ],
    [
      'a new passkey after a reprovision, less urgently: the old one works',
      { passkeyDue: { cause: 'PASSKEY_RENEWAL', since: '2027-02-03T04:05:06.000Z' } },
      [passkey('PASSKEY_RENEWAL', 'normal')],
    ],
    [
      'no new passkey while the card is suspended',
      { state: 'SUSPENDED', passkeyDue: { cause: 'PASSKEY_MISSING', since: '2027-02-03T04:05:06.000Z' } },
      [],
    ],
    [
      'nothing by a new profile version while the card is suspended',
      { state: 'SUSPENDED', ...change({ added: ['9E'], reprovision: true }) },
      [],
    ],
  ];
  const refusals = ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, undefined] as const;
  it.each([
    ['card.lock', [null, null, null, null, null]],
    ['pin.change', ['PERSON_DISABLED', null, null, null, null]],
    ['pin.unlock', ['PERSON_DISABLED', null, null, null, null]],
    ['replace.permanent', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['replace.temporary', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['card.issue', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['card.reprovision', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['cert.revoked', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['cert.add', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['cert.remove', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['profile.version', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['holder.changed', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['cert.renew', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['passkey.new', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['management-key.rotate', ['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED', null, null]],
    ['card.replace', [null, null, null, null, null]],
    ['profile.reprovision', [null, null, null, null, null]],
  ] as const)('%s is held back by what its saga would be refused with: %j', (kind, expected) => {
    expect(refusals.map((refused) => heldBackBy(kind, device({ refused })))).toEqual(expected);
  });

  it.each(cases)('%s', (_name, more, expected) => expect(dueOf(device(more))).toEqual(expected));
});
