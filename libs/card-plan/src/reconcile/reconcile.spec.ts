import { describe, expect, it } from '@jest/globals';
import type { CardImage, KeyReferenceImage } from '@cardwright/contracts/card/card-image';
import { findingKinds, type FindingCode } from '@cardwright/contracts/card/findings';
import { inGerman } from '@cardwright/contracts/words/in-german';
import { sha256 } from '@noble/hashes/sha2.js';
import { profile, strictImage, vendorImage } from '../../test/images.js';
import { wordsOfDrifts } from '../../test/words-of-drifts.js';
import type { CaFacts, DeviceRecord, PasskeyFacts, Facts, RecordedCredential } from './facts.js';
import { passkeyWasAnswered } from './passkey-findings.js';
import { wasAnswered } from './looked-at.js';
import { reconcile } from './reconcile.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hash = (text: string): string =>
  Buffer.from(sha256(Buffer.from(text)))
    .toString('hex')
    .toUpperCase();

const key = (keyReference: '9A' | '9D', changes: Partial<KeyReferenceImage> = {}): KeyReferenceImage => ({
  keyReference,
  keyPresent: true,
  algorithm: 'ECCP256',
  origin: 'generated',
  pinPolicy: 'once',
  touchPolicy: 'never',
  publicKeySpkiBase64: base64(`key ${keyReference}`),
  certificateDerBase64: base64(`certificate ${keyReference}`),
  ...changes,
});
const good = { retriesRemaining: 3, retriesTotal: 3, factory: false, blocked: false };
const issuedCard: Partial<CardImage> = {
  managementKey: { algorithm: 'AES256', factory: false },
  pin: good,
  puk: good,
  keyReferences: [key('9A'), key('9D')],
  dataObjects: ['5FC105', '5FC10B', '5FC102', '5FC107', '5FC106'].map((tagHex) => ({
    tagHex,
    sha256Hex: '',
    length: 9,
  })),
  chuid: { guidHex: '9B2F0E6E7C4E4F0E8F0A0D7A0D3F6A11', expirationDate: '2029-01-31', fascNHex: 'D650' },
};
const credential = (keyReference: '9A' | '9D', changes: Partial<RecordedCredential> = {}): RecordedCredential => ({
  container: keyReference === '9A' ? 'authentication' : 'key-management',
  keyReference,
  keyOrigin: 'card',
  state: 'ACTIVE',
  serialNumberHex: keyReference === '9A' ? '00A1' : '0B2C',
  publicKeySha256Hex: hash(`key ${keyReference}`),
  revocationOpen: false,
  holdOpen: false,
  ...changes,
});
const issued: DeviceRecord = {
  identityText: 'ykserial:1234567',
  state: 'ACTIVE',
  expiresOn: '2029-01-31',
  cardUuid: '9b2f0e6e-7c4e-4f0e-8f0a-0d7a0d3f6a11',
  fascNHex: 'D650',
  keyset: 'customer-v1',
  keptSecrets: [],
  credentials: [credential('9A'), credential('9D')],
  profile,
};
const row = (keyReference: '9A' | '9D', changes: Partial<CaFacts['certificates'][number]> = {}) => ({
  serialNumberHex: keyReference === '9A' ? 'A1' : '0b2c',
  sha256Hex: hash(`certificate ${keyReference}`),
  status: 'good' as const,
  revocationReason: null,
  ...changes,
});
const keySet = {
  version: 1,
  managementKeyAlgorithm: 'AES256',
  managementKeyDiversified: true,
  pukDiversified: true,
} as const;
const ca: CaFacts = {
  certificates: [row('9A'), row('9D')],
  keySet,
  pendingKeySet: null,
  stockWellKnown: ['management-key', 'pin', 'puk'],
};
const keeps9B = { secret: 'management-key', wellKnown: false } as const;
const now = new Date('2026-06-01T12:00:00Z');

const unreadable = (tagHex: string) => ({ tagHex, sha256Hex: '', length: 9, unreadable: true as const });

interface Change {
  card?: Partial<CardImage> | null;
  record?: Partial<DeviceRecord>;
  ca?: Partial<CaFacts> | null;
}
const facts = ({ card = {}, record = {}, ca: changed = {} }: Change): Facts => ({
  card: card === null ? null : vendorImage({ ...issuedCard, ...card }),
  record: { ...issued, ...record },
  ca: changed === null ? null : { ...ca, ...changed },
  now,
});
const found = (change: Change): string[] => reconcile(facts(change)).map(({ code, subject }) => `${code} ${subject}`);
const only9A = (changes: Partial<KeyReferenceImage>): Change => ({
  card: { keyReferences: [key('9A', changes), key('9D')] },
});

/** One row and more per kind: what is planted, and the only thing that is found. */
const drifts: [code: FindingCode, subject: string, change: Change][] = [
  [
    'CARD_CERTIFICATE_MISSING',
    '9A',
    {
      card: {
        keyReferences: [key('9A', { certificateDerBase64: null }), key('9D')],
        dataObjects: issuedCard.dataObjects!.slice(1),
      },
    },
  ],
  ['CARD_CERTIFICATE_MISSING', '9D', { card: { keyReferences: [key('9A')] } }],
  ['CARD_CERTIFICATE_DAMAGED', '9A', only9A({ certificateDerBase64: null })],
  ['CARD_CERTIFICATE_OTHER', '9A', only9A({ certificateDerBase64: base64('another') })],
  ['CARD_CERTIFICATE_OTHER', '9A', only9A({ certificateDerBase64: base64('certificate 9D') })],
  ['CARD_CERTIFICATE_UNKNOWN', '9D', { record: { credentials: [credential('9A')] } }],
  ['CARD_KEY_MISSING', '9A', only9A({ keyPresent: false, publicKeySpkiBase64: null })],
  ['CARD_KEY_OTHER', '9A', only9A({ publicKeySpkiBase64: base64('another') })],
  [
    'CARD_KEY_WITHOUT_CERTIFICATE',
    '9D',
    {
      card: {
        keyReferences: [key('9A'), key('9D', { certificateDerBase64: null })],
        dataObjects: issuedCard.dataObjects!.filter(({ tagHex }) => tagHex !== '5FC10B'),
      },
      record: { credentials: [credential('9A')] },
    },
  ],
  ['CARD_NOT_BLANK', 'card', { record: { state: 'AVAILABLE', credentials: [], profile: null } }],
  ['CARD_OBJECT_MISSING', '5FC106', { card: { dataObjects: issuedCard.dataObjects!.slice(0, 4) } }],
  [
    'CARD_OBJECT_DAMAGED',
    '5FC107',
    {
      card: {
        dataObjects: issuedCard.dataObjects!.map((object) =>
          object.tagHex === '5FC107' ? { ...object, unreadable: true as const } : object,
        ),
      },
    },
  ],
  ['CARD_CONTENT_UNREADABLE', '5FC10D', { card: { dataObjects: [...issuedCard.dataObjects!, unreadable('5FC10D')] } }],
  [
    'CARD_CONTENT_UNREADABLE',
    '5FC105',
    {
      record: { state: 'AVAILABLE', credentials: [], profile: null },
      card: {
        keyReferences: [key('9A', { keyPresent: false, certificateDerBase64: null, publicKeySpkiBase64: null })],
        dataObjects: [unreadable('5FC105')],
        chuid: null,
      },
    },
  ],
  ['CARD_NOT_ANSWERED', 'PUK', { card: { unanswered: [{ subject: 'PUK', statusHex: '6F00' }] } }],
  // Not missing: the card did not say.
  [
    'CARD_NOT_ANSWERED',
    '5FC105',
    {
      card: {
        keyReferences: [key('9A', { certificateDerBase64: null }), key('9D')],
        dataObjects: issuedCard.dataObjects!.slice(1),
        unanswered: [{ subject: '5FC105', statusHex: '6F00' }],
      },
    },
  ],
  [
    'CARD_NOT_ANSWERED',
    '5FC106',
    {
      card: {
        dataObjects: issuedCard.dataObjects!.slice(0, 4),
        unanswered: [{ subject: '5FC106', statusHex: '6581' }],
      },
    },
  ],
  [
    'CARD_NOT_ANSWERED',
    '9A',
    {
      card: {
        keyReferences: [key('9A', { keyPresent: null, publicKeySpkiBase64: null }), key('9D')],
        unanswered: [{ subject: '9A', statusHex: '6F00' }],
      },
    },
  ],
  ['CARD_CHUID_OTHER', '5FC102 GUID', { record: { cardUuid: '00000000-0000-4000-8000-000000000000' } }],
  ['CARD_CHUID_OTHER', '5FC102 expiry', { record: { expiresOn: '2030-01-31' } }],
  ['CARD_CHUID_OTHER', '5FC102 FASC-N', { record: { fascNHex: 'D651' } }],
  ['CARD_CHUID_OTHER', '5FC102', { card: { chuid: null } }],
  ['CARD_PIN_BLOCKED', 'PIN', { card: { pin: { ...good, retriesRemaining: 0, blocked: true } } }],
  ['CARD_PIN_TRIES_LOW', 'PIN', { card: { pin: { ...good, retriesRemaining: 1 } } }],
  ['CARD_PUK_BLOCKED', 'PUK', { card: { puk: { ...good, retriesRemaining: 0, blocked: true } } }],
  ['CARD_PUK_TRIES_LOW', 'PUK', { card: { puk: { ...good, retriesRemaining: 1 } } }],
  ['CARD_FACTORY_PIN', 'PIN', { card: { pin: { ...good, factory: true } } }],
  ['CARD_FACTORY_PUK', 'PUK', { card: { puk: { ...good, factory: true } } }],
  ['CARD_FACTORY_MANAGEMENT_KEY', '9B', { card: { managementKey: { algorithm: 'AES192', factory: true } } }],
  ['CARD_KEYSET_OTHER', '9B', { card: { managementKey: { algorithm: 'AES128', factory: false } } }],
  ['CARD_EXPIRED', 'card', { card: null, record: { expiresOn: '2026-05-31' } }],
  ['CERTIFICATE_REVOKED_AT_CA', '00A1', { ca: { certificates: [row('9A', { status: 'revoked' }), row('9D')] } }],
  ['CERTIFICATE_HELD_AT_CA', '00A1', { ca: { certificates: [row('9A', { status: 'held' }), row('9D')] } }],
  ['CERTIFICATE_EXPIRED', '00A1', { ca: { certificates: [row('9A', { status: 'expired' }), row('9D')] } }],
  [
    'CERTIFICATE_NOT_HELD_AT_CA',
    '00A1',
    { record: { credentials: [credential('9A', { state: 'HELD' }), credential('9D')] } },
  ],
  [
    'CERTIFICATE_STILL_VALID',
    'C3',
    {
      record: { credentials: [...issued.credentials, credential('9A', { state: 'REVOKED', serialNumberHex: 'C3' })] },
      ca: { certificates: [...ca.certificates, row('9A', { serialNumberHex: 'C3', sha256Hex: '00' })] },
    },
  ],
  ['CERTIFICATE_UNKNOWN_TO_CA', '00A1', { card: null, ca: { certificates: [row('9D')] } }],
  ['CARD_WELL_KNOWN_SECRET', '9B', { card: null, record: { keptSecrets: [keeps9B] } }],
  ['CARD_WELL_KNOWN_SECRET', 'PUK', { record: { keptSecrets: [{ secret: 'puk', wellKnown: false }] } }],
  ['CARD_WELL_KNOWN_SECRET_ACCEPTED', '9B', { record: { keptSecrets: [{ ...keeps9B, wellKnown: true }] } }],
  [
    'CERTIFICATE_TO_REPLACE',
    '9A',
    {
      record: { credentials: [credential('9A', { state: 'REVOKED' }), credential('9D')] },
      ca: { certificates: [row('9A', { status: 'revoked' }), row('9D')] },
    },
  ],
];

describe('[F06] reconciliation finds', () => {
  it.each<[string, Change]>([
    ['an issued card as it should be', {}],
    ['the same without the card', { card: null }],
    ['the same without the CA', { ca: null }],
    [
      'a card that cannot tell its keys and factory values',
      {
        card: strictImage({
          ...issuedCard,
          managementKey: { algorithm: 'AES256', factory: null },
          pin: { ...good, factory: null },
          puk: { retriesRemaining: null, retriesTotal: null, factory: null, blocked: false },
          keyReferences: [
            key('9A', { keyPresent: null, publicKeySpkiBase64: null }),
            key('9D', { keyPresent: null, publicKeySpkiBase64: null }),
          ],
        }),
      },
    ],
    [
      'a card whose PUK and management key cannot be changed',
      {
        card: { puk: { ...good, factory: true }, managementKey: { algorithm: '3DES', factory: true } },
        ca: { keySet: { ...keySet, managementKeyDiversified: false, pukDiversified: false } },
      },
    ],
    [
      'a management key of its batch that the card cannot change, and that nobody else knows',
      { record: { keptSecrets: [keeps9B] }, ca: { stockWellKnown: [] } },
    ],
    [
      'a card that is not issued, with the values that everybody knows',
      { card: null, record: { state: 'AVAILABLE', keptSecrets: [keeps9B], credentials: [] } },
    ],
    [
      'a management key that is on its way',
      {
        card: { managementKey: { algorithm: 'AES192', factory: false } },
        ca: { pendingKeySet: { ...keySet, version: 2, managementKeyAlgorithm: 'AES192' } },
      },
    ],
    [
      'a hold under way',
      { record: { credentials: [credential('9A', { state: 'HELD', holdOpen: true }), credential('9D')] } },
    ],
    [
      'a revocation under way',
      {
        record: {
          credentials: [
            ...issued.credentials,
            credential('9A', { state: 'REVOKED', serialNumberHex: 'C3', revocationOpen: true }),
          ],
        },
        ca: { certificates: [...ca.certificates, row('9A', { serialNumberHex: 'C3', sha256Hex: '00' })] },
      },
    ],
    ['a card at work', { record: { state: 'RECYCLING' }, card: { keyReferences: [], dataObjects: [], chuid: null } }],
  ])('nothing / %s', (_name, change) => {
    expect(found(change)).toEqual([]);
  });

  it.each(drifts)('%s %s', (code, subject, change) => {
    expect(found(change)).toEqual([`${code} ${subject}`]);
    const [finding] = reconcile(facts(change));
    expect(finding).toMatchObject({ severity: findingKinds[code].severity, remedy: findingKinds[code].remedy });
    expect(finding!.sentence).toMatch(/^[A-Z].{10,}[^.]$/);
    if (finding!.remedy === 'person') expect(finding!.command).toBeNull();
    else
      expect(finding!.command).toMatch(
        /^cardwright devices (reconcile|reprovision|recycle|pin-reset) ykserial:1234567 --/,
      );
  });

  it('each in both languages', () => {
    const words = drifts.map(([, , change]) => {
      const { sentence, said } = reconcile(facts(change))[0]!;
      return [sentence, inGerman(said!.sentence!)];
    });
    expect(words).toEqual(wordsOfDrifts);
  });

  it('says of a blank card that holds something that a recycle erases it', () => {
    const [finding] = reconcile(facts({ record: { state: 'AVAILABLE', credentials: [], profile: null } }));
    expect(finding!.sentence).toMatch(/a recycle erases it, so make sure first that nobody needs it$/);
  });

  it('every kind that a device can have', () => {
    const kinds = (Object.keys(findingKinds) as FindingCode[]).filter(
      (code) => !/^(ORPHAN|PERSON|PASSKEY)_/.test(code),
    );
    expect(kinds.filter((code) => !drifts.some(([planted]) => planted === code))).toEqual([]);
  });
});

describe('[F06] passkeys on record', () => {
  const passkey = { requestId: 'r-1', relyingParty: 'entra', onKey: true, listed: true };
  const about = (change: Partial<PasskeyFacts>, record: Partial<DeviceRecord> = {}) =>
    reconcile({ ...facts({ record }), passkeys: [{ ...passkey, ...change }] }).map((finding) => [
      finding.code,
      finding.subject,
      finding.sentence,
      inGerman(finding.said!.sentence!),
    ]);

  it('agree with key and relying party, or nobody answered', () => {
    expect(about({})).toEqual([]);
    expect(about({ onKey: null, listed: null })).toEqual([]);
  });

  it('are missed on the key', () =>
    expect(about({ onKey: false })).toEqual([
      [
        'PASSKEY_NOT_ON_KEY',
        'entra r-1',
        'The key does not hold the passkey for entra that is on record: it was reset or deleted, not by Cardwright',
        'Der Schlüssel hat den verzeichneten Passkey für entra nicht: Er wurde zurückgesetzt oder gelöscht, nicht durch Cardwright',
      ],
    ]));

  it('are missed at the relying party', () =>
    expect(about({ listed: false })).toEqual([
      [
        'PASSKEY_NOT_AT_PROVIDER',
        'entra r-1',
        'entra does not list the passkey of this card that is on record: it was deleted there, not by Cardwright',
        'entra führt den verzeichneten Passkey dieser Karte nicht: Er wurde dort gelöscht, nicht durch Cardwright',
      ],
    ]));

  it('are not judged on a card that is being recycled', () =>
    expect(about({ onKey: false, listed: false }, { state: 'RECYCLING' })).toEqual([]));

  it.each([
    ['PASSKEY_NOT_ON_KEY', 'entra r-1', { onKey: null }, false],
    ['PASSKEY_NOT_ON_KEY', 'entra r-1', { listed: null }, true],
    ['PASSKEY_NOT_AT_PROVIDER', 'entra r-1', { listed: null }, false],
    ['PASSKEY_NOT_AT_PROVIDER', 'entra r-1', { onKey: null }, true],
    // It is not registered any more.
    ['PASSKEY_NOT_AT_PROVIDER', 'entra r-0', { onKey: null, listed: null }, true],
  ] as const)('%s about %s is looked at by %j: %p', (code, subject, change, looked) =>
    expect(passkeyWasAnswered({ code, subject }, [{ ...passkey, ...change }])).toBe(looked),
  );
});

describe('[F06] a finding is gone only where the card was asked about it and answered', () => {
  const silent = (subject: string) => ({ unanswered: [{ subject, statusHex: '6F00' }] });
  it.each<[finding: string, silentAbout: string, answered: boolean]>([
    ['9A', '5FC105', false],
    ['9A', '9A', false],
    ['9D', '5FC105', true],
    ['5FC102 GUID', '5FC102', false],
    ['5FC106', '5FC106', false],
    ['5FC106', '5FC107', true],
    ['PIN', 'PIN', false],
    ['PIN', '5FC107', true],
    ['card', '5FC107', false],
  ])('about %s, silent about %s: %p', (subject, about, answered) =>
    expect(wasAnswered({ subject }, silent(about))).toBe(answered),
  );
  it('a card that answered everything', () => {
    expect(wasAnswered({ subject: 'card' }, { unanswered: [] })).toBe(true);
    expect(wasAnswered({ subject: 'card' }, {})).toBe(true);
  });
});
