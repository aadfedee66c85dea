/**
 * The published JSON schema of a card model (2020-12): a row of the registry as a site writes it. docs/schemas/card-model.schema.json is
 * written from it by `write-schemas.ts`; a spec holds the two, and the type in the contracts, together. Shape only: what the parts mean
 * together is card-model-rules.ts.
 */
import { aaguidList } from './aaguid-list.js';
import { keyAlgorithms, keyReferenceNames } from '../../domain/key-names.js';

const flag = (description: string) => ({ type: 'boolean', description });
const expression = (description: string) => ({ type: 'string', minLength: 1, maxLength: 200, description });
const whole = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });
const algorithms = {
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items: { enum: [...keyAlgorithms] },
};
const managementKeyAlgorithms = ['AES256', 'AES192', 'AES128', '3DES'];

export const cardModelSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:cardwright:schema:card-model:1',
  title: 'Cardwright card model',
  description: 'How a kind of card is recognised, and what it can do.',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title', 'match', 'algorithms', 'managementKeyAlgorithms', 'capabilities', 'pin', 'puk', 'apdu'],
  properties: {
    id: { type: 'string', pattern: '^[a-z][a-z0-9.-]{1,62}$', description: 'Stays the same when the row is changed.' },
    variantOf: {
      type: 'string',
      maxLength: 64,
      description:
        'The model that this one is an older or smaller kind of: a profile that names that one means this one too.',
    },
    title: { type: 'string', minLength: 1, maxLength: 200 },
    match: {
      type: 'object',
      additionalProperties: false,
      description: 'Every member that is given must fit. Expressions are those of RE2.',
      properties: {
        applicationLabel: expression('Held against the label in the answer to SELECT.'),
        version: expression('Held against the firmware version, `5.7.2`; an empty text where the card tells none.'),
        atrHex: expression('Held against the answer to reset, upper-case hex.'),
        identityScheme: { enum: ['ykserial', 'cplc', 'cuid'], description: 'What the card is recognised by.' },
      },
    },
    algorithms: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      description: 'By key reference; `*` stands for those that are not named.',
      properties: Object.fromEntries([...keyReferenceNames, '*'].map((name) => [name, algorithms])),
    },
    managementKeyAlgorithms: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { enum: managementKeyAlgorithms },
      description: 'Strongest first: the first one is what a card is moved to.',
    },
    capabilities: {
      type: 'object',
      additionalProperties: false,
      required: [
        ...['importKey', 'moveKey', 'deleteKey', 'attest', 'metadata', 'setManagementKey', 'setPinTryLimits'],
        ...['changePuk', 'vendorReset', 'pinPolicies'],
      ],
      properties: {
        importKey: flag('Takes a private key (instruction FE).'),
        moveKey: flag('Moves a key to another key reference (F6).'),
        deleteKey: flag('Deletes a key (F6 with FF).'),
        attest: flag('Attests a key that it made (F9).'),
        metadata: flag('Tells what is in a key reference (F7).'),
        setManagementKey: flag('Takes a new management key 9B (FF).'),
        setPinTryLimits: flag('Takes other numbers of tries for PIN and PUK (FA).'),
        changePuk: {
          enum: [true, false, 'try'],
          description: 'Takes a new PUK (CHANGE REFERENCE DATA, key reference 81). `try`: not known, and tried.',
        },
        vendorReset: flag('Goes back to the delivered state when PIN and PUK are blocked (FB).'),
        pinPolicies: flag('Takes PIN and touch policies with a new key.'),
      },
    },
    attestationRootsPem: { type: 'array', maxItems: 8, items: { type: 'string', minLength: 1, maxLength: 8192 } },
    pin: {
      type: 'object',
      additionalProperties: false,
      required: ['minLength', 'maxLength', 'alphabet', 'maxTries'],
      properties: {
        minLength: whole(4, 8),
        maxLength: whole(4, 8),
        alphabet: { enum: ['numeric', 'ascii'] },
        maxTries: whole(1, 255),
      },
    },
    puk: {
      type: 'object',
      additionalProperties: false,
      required: ['length', 'maxTries'],
      properties: { length: whole(4, 8), maxTries: whole(1, 255) },
    },
    apdu: {
      type: 'object',
      additionalProperties: false,
      required: ['extendedLength', 'maxCommandData', 'maxObjectBytes'],
      properties: {
        extendedLength: { type: 'boolean' },
        maxCommandData: whole(16, 65535),
        maxObjectBytes: { ...whole(256, 65535), description: 'Longest content of one data object.' },
      },
    },
    fido: {
      type: 'object',
      additionalProperties: false,
      required: ['pin'],
      description: 'It has a FIDO application, in which passkeys are made.',
      properties: {
        pin: { enum: ['separate', 'shared'], description: 'A PIN of its own, or the one of the device.' },
        aaguids: {
          ...aaguidList,
          description: 'What cards of this model say of themselves: the AAGUIDs of its firmware; absent: not known.',
        },
        enterpriseAttestation: {
          type: 'boolean',
          description:
            'false: its cards cannot say which card they are (CTAP, option ep). Absent: each is asked for itself.',
        },
      },
    },
  },
} as const;
