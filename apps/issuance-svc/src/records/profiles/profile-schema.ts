/**
 * The published JSON schema of a credential profile (2020-12). docs/schemas/credential-profile.schema.json is written from
 * it by `write-schemas.ts`; a spec holds the two, and the type in the contracts, together. Shape only: what the parts mean
 * together is profile-rules.ts.
 */
import { mainApplication } from '@cardwright/contracts/card/card-applications';
import { passkeyMakers } from '@cardwright/contracts/card/credential-profile';
import { aaguidList } from '../models/aaguid-list.js';
import { keyAlgorithms, keyReferenceNames } from '../../domain/key-names.js';

/** FIPS 201-3 section 2.9.1: a PIV Card is valid for at most 6 years. */
const maximumLifetimeDays = 2192;

const pinPolicy = { enum: ['default', 'never', 'once', 'always'] };
const touchPolicy = { enum: ['default', 'never', 'always', 'cached'] };

export const credentialProfileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:cardwright:schema:credential-profile:1',
  title: 'Cardwright credential profile',
  description: 'What an issued card holds. A published version never changes.',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'title', 'application', 'cardLifetimeDays', 'pin', 'initialPin', 'credentials', 'dataObjects'],
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,62}$', description: 'Stays the same over all versions.' },
    title: { type: 'string', minLength: 1, maxLength: 200 },
    description: { type: 'string', maxLength: 2000 },
    application: { enum: [mainApplication] },
    models: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength: 64 },
      description: 'Card model ids; empty or absent: every model that has what is asked.',
    },
    cardLifetimeDays: { type: 'integer', minimum: 1, maximum: maximumLifetimeDays },
    temporaryCardDays: {
      type: 'integer',
      minimum: 1,
      maximum: 366,
      description: 'Of a card that stands in for a forgotten one; default 14.',
    },
    renewalWindowDays: {
      type: 'integer',
      minimum: 1,
      maximum: maximumLifetimeDays,
      description: 'How long before its expiry a card may be replaced for that reason; default 90.',
    },
    managementKeyDays: {
      type: 'integer',
      minimum: 1,
      maximum: maximumLifetimeDays,
      description: 'How long a card keeps its management key (9B) before it gets a new one; absent: for good.',
    },
    credentialGroup: {
      type: 'string',
      pattern: '^[a-z][a-z0-9-]{0,62}$',
      description: 'A person has at most one active card of all profiles that name the same group; absent: no limit.',
    },
    selfService: {
      type: 'boolean',
      description: 'A holder may choose it for a blank card of their own, without an operator; absent: no.',
    },
    pin: {
      type: 'object',
      additionalProperties: false,
      required: ['minLength', 'maxLength', 'alphabet'],
      properties: {
        minLength: { type: 'integer', minimum: 6, maximum: 8, description: 'SP 800-73-5 Part 1 section 2.4.3.' },
        maxLength: { type: 'integer', minimum: 6, maximum: 8 },
        alphabet: { enum: ['numeric', 'ascii'] },
        denylist: {
          type: 'array',
          uniqueItems: true,
          maxItems: 1000,
          items: { type: 'string', minLength: 6, maxLength: 8 },
          description: 'Refused values, besides every factory default of the model.',
        },
        forbidSequences: { type: 'boolean', description: 'Refuse 123456, 654321, 111111 and the like.' },
        pinTries: { type: 'integer', minimum: 1, maximum: 15 },
        pukTries: { type: 'integer', minimum: 1, maximum: 15 },
      },
    },
    initialPin: { enum: ['displayed', 'sealed', 'none'] },
    credentials: {
      type: 'array',
      minItems: 1,
      maxItems: 24,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['container', 'keyReference', 'algorithm', 'keyOrigin', 'certificateProfile'],
        properties: {
          container: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,62}$' },
          keyReference: { enum: [...keyReferenceNames] },
          algorithm: { enum: [...keyAlgorithms] },
          keyOrigin: { enum: ['card', 'archived'] },
          certificateProfile: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,62}$' },
          pinPolicy,
          touchPolicy,
          validityDays: { type: 'integer', minimum: 1, maximum: maximumLifetimeDays },
          renewalWindowDays: {
            type: 'integer',
            minimum: 1,
            maximum: maximumLifetimeDays,
            description: 'How long before its end the certificate is renewed; default 30.',
          },
          minimumGainDays: {
            type: 'integer',
            minimum: 1,
            maximum: maximumLifetimeDays,
            description: 'It is not renewed for less than this: then the card itself is due; default 30.',
          },
        },
      },
    },
    keyHistory: {
      type: 'object',
      additionalProperties: false,
      required: ['count'],
      properties: { count: { type: 'integer', minimum: 1, maximum: 20 } },
    },
    dataObjects: {
      type: 'object',
      additionalProperties: false,
      required: ['securityObject'],
      properties: {
        printedInformation: { type: 'boolean' },
        discovery: { type: 'boolean' },
        keyHistory: { type: 'boolean' },
        securityObject: { type: 'boolean' },
      },
    },
    requireAttestation: { type: 'boolean' },
    passkey: {
      type: 'object',
      additionalProperties: false,
      required: ['relyingParty'],
      description: 'A passkey that is made in the FIDO application of the card while it is issued.',
      properties: {
        relyingParty: {
          type: 'string',
          pattern: '^[a-z][a-z0-9-]{0,62}$',
          description: 'The name of a configured relying party, at which it is registered.',
        },
        madeBy: {
          enum: [...passkeyMakers],
          description:
            'Who makes it: the agent; the holder in a browser, at our own portal or on the page of the relying party; or (platform) the holder in the window that Windows opens at the computer with the card. Absent: the agent.',
        },
        aaguids: {
          ...aaguidList,
          description: 'Models of keys that are accepted, by AAGUID; absent: every model.',
        },
        minPinLength: {
          type: 'integer',
          minimum: 4,
          maximum: 63,
          description: 'Set on the card after the registration; it can only be raised.',
        },
        forcePinChange: {
          type: 'boolean',
          description: 'After the registration the holder chooses a new FIDO PIN before the passkey can be used.',
        },
        fidoPin: {
          enum: ['separate', 'shared'],
          description:
            'The cards that it is for: with a PIN of their own for passkeys, or with one PIN for everything. Absent: both.',
        },
        enterpriseAttestation: {
          type: 'boolean',
          description:
            'The key is told to say which key it is (its serial number) in its attestation, before the passkey is made. Keys that cannot are refused.',
        },
        onReprovision: { enum: ['keep', 'renew'], description: 'What a reprovision does with it; default keep.' },
      },
    },
    pivMode: { type: 'boolean', description: 'Only for holders who are approved for issuance.' },
  },
} as const;
