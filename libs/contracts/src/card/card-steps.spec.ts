/** Every kind of card step and what it is, written down a second time: nothing here is computed from the table under test. */
import { describe, expect, it } from '@jest/globals';
import type { CardModel } from './card-model.js';
import {
  applicationOf,
  isCardStepKind,
  mayBeLeftOut,
  opensBatch,
  rowOf,
  secretsOf,
  subjectOf,
  type CardStep,
  type CardStepKind,
  type PlannedStep,
} from './card-step.js';
import { cardSteps } from './card-steps.js';

/** A step of a kind, what it is called while it runs, and whether it is irreversible. Then what is not nothing. */
type Row<Step> = [
  step: Step,
  running: string,
  irreversible: boolean,
  more?: {
    /** Absent: PIV. */
    application?: 'FIDO2';
    begins?: string;
    secrets?: string[];
    subject?: string;
    opensBatch?: true;
    continues?: true;
    endsBatch?: true;
    mayBeLeftOut?: true;
  },
];

/** planned: in a plan. lacks: what a card of the standard alone lacks. */
type PlannedRow = [
  ...Required<Row<PlannedStep>>,
  planned: string,
  lacks: string | null,
  also?: { writes?: object; erases?: object; fills?: string[]; takesMs?: number; bound?: CardStep },
];

const unplanned: Row<CardStep>[] = [
  [
    { kind: 'authenticate-management-key', algorithm: 'AES192', witnessAnswerHex: 'AA', challengeHex: 'BB' },
    'Authenticating to the card',
    false,
    { opensBatch: true, continues: true },
  ],
  [{ kind: 'request-witness' }, 'Asking the card for a challenge', false, { endsBatch: true }],
  [
    { kind: 'compare-data', tagHex: '5FC109', sha256Hex: 'AA', pin: 'pin.holder' },
    'Comparing the data object',
    false,
    { secrets: ['pin.holder'], subject: '5FC109' },
  ],
  [{ kind: 'read-image' }, 'Reading the card', false],
  [
    { kind: 'set-fido-pin', pin: 'pin.fido' },
    'Setting the PIN for passkeys',
    false,
    { application: 'FIDO2', secrets: ['pin.fido'] },
  ],
  [
    {
      kind: 'make-credential',
      relyingPartyId: 'example.org',
      relyingPartyName: 'Example',
      userIdBase64url: 'YWRh',
      userName: 'ada',
      userDisplayName: 'Ada',
      clientDataHashBase64url: 'AA',
      algorithms: [-7],
      excludeBase64url: [],
      keepBase64url: [],
      pin: 'pin.operation',
    },
    'Making the passkey',
    false,
    { application: 'FIDO2', secrets: ['pin.operation'], subject: 'Example' },
  ],
  [
    { kind: 'enable-enterprise-attestation', pin: 'pin.fido' },
    'Having the key say its serial number',
    false,
    { application: 'FIDO2', secrets: ['pin.fido'] },
  ],
  [
    { kind: 'delete-credential', credentialIdBase64url: 'AA', pin: 'pin.fido' },
    'Deleting the passkey',
    true,
    { application: 'FIDO2', secrets: ['pin.fido'] },
  ],
  [{ kind: 'reset-fido' }, 'Resetting the application for passkeys', true, { application: 'FIDO2' }],
  [
    { kind: 'configure-fido-pin', minPinLength: 6, forceChange: true, pin: 'pin.fido' },
    'Setting the rules of the PIN for passkeys',
    false,
    { application: 'FIDO2', secrets: ['pin.fido'] },
  ],
  [
    { kind: 'check-credential', relyingPartyId: 'example.org', credentialIdBase64url: 'AA' },
    'Looking for the passkey',
    false,
    { application: 'FIDO2', subject: 'example.org' },
  ],
];

const key = { keyReference: '9C', algorithm: 'RSA4096', pinPolicy: 'always' } as const;
const objects = [{ tagHex: '5FC105', bytes: 1, wishedBytes: 2 }];

const planned: PlannedRow[] = [
  [
    { kind: 'set-pin-try-limits', pin: 'pin.factory', pinTries: 8, pukTries: 5 },
    'Setting the PIN try limits',
    false,
    { secrets: ['pin.factory'] },
    'Set PIN try limits',
    'setting PIN and PUK try limits',
  ],
  [
    { kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' },
    'Setting the PIN',
    false,
    { secrets: ['pin.factory', 'pin.operation'] },
    'Set initial PIN',
    null,
  ],
  [
    { kind: 'reset-pin', puk: 'puk.pending', to: 'pin.holder', elsePuk: 'puk.factory' },
    'Resetting the PIN',
    false,
    { secrets: ['pin.holder', 'puk.pending', 'puk.factory'] },
    'Set PIN by the PUK',
    null,
  ],
  [
    { kind: 'change-pin', from: 'pin.old', to: 'pin.holder' },
    'Changing the PIN',
    false,
    { secrets: ['pin.old', 'pin.holder'] },
    'Change the PIN',
    null,
  ],
  [
    { kind: 'verify-pin', pin: 'pin.holder' },
    'Checking the PIN',
    false,
    { secrets: ['pin.holder'] },
    'Check the PIN',
    null,
  ],
  [{ kind: 'block-pin' }, 'Blocking the PIN', false, {}, 'Block the PIN', null],
  [
    { kind: 'set-puk', from: 'puk.factory', to: 'puk.pending', optional: true },
    'Setting the PUK',
    false,
    { secrets: ['puk.factory', 'puk.pending'] },
    'Set PUK',
    'changing the PUK',
  ],
  [
    { kind: 'set-management-key', algorithm: 'AES256', to: 'management-key.pending' },
    'Changing the management key',
    false,
    { secrets: ['management-key.pending'] },
    'Change management key',
    'changing the management key',
  ],
  [
    { kind: 'generate-key', ...key },
    'Generating the key',
    true,
    { begins: '9C', subject: '9C' },
    'Generate key',
    'RSA4096 under key reference 9C',
    { takesMs: 45_000 },
  ],
  [
    { kind: 'import-key', ...key, key: 'private-key.archive-1' },
    'Importing the key',
    false,
    { secrets: ['private-key.archive-1'], subject: '9C' },
    'Import key',
    'importing keys',
  ],
  [
    { kind: 'move-key', from: '9D', to: '82' },
    'Moving the key',
    true,
    { begins: '9D', subject: '9D to 82' },
    'Move key',
    'moving keys',
  ],
  [
    { kind: 'delete-key', keyReference: '82' },
    'Deleting the key',
    true,
    { begins: '82', subject: '82' },
    'Delete key',
    'deleting keys',
  ],
  [
    { kind: 'attest-key', keyReference: '9A' },
    'Attesting the key',
    false,
    { subject: '9A' },
    'Attest key',
    'attesting keys',
    { bound: { kind: 'attest-key', keyReference: '9A', required: true } },
  ],
  [
    { kind: 'prove-key', keyReference: '9D', algorithm: 'RSA2048', proof: 'decipher', pin: 'pin.holder' },
    'Proving possession of the key',
    false,
    { secrets: ['pin.holder'], subject: '9D' },
    'Prove possession',
    null,
    {
      bound: {
        kind: 'prove-key',
        ...{ keyReference: '9D', algorithm: 'RSA2048', proof: 'decipher', pin: 'pin.holder' },
        ...{ inputHex: 'input for 9D', repeatable: true },
      },
    },
  ],
  [
    { kind: 'put-certificate', keyReference: '9A', container: 'login' },
    'Writing the certificate',
    false,
    { subject: '9A' },
    'Write certificate',
    null,
    {
      writes: { certificateOf: '9A' },
      bound: { kind: 'put-certificate', keyReference: '9A', certificateDerBase64: 'certificate of login' },
    },
  ],
  [
    { kind: 'put-data', tagHex: '5FC102', object: 'chuid' },
    'Writing the data object',
    false,
    { subject: '5FC102' },
    'Write data object',
    null,
    {
      writes: { tagHex: '5FC102' },
      bound: { kind: 'put-data', tagHex: '5FC102', contentBase64: 'content of chuid' },
    },
  ],
  [
    { kind: 'erase-data', tagHex: '5FC108' },
    'Erasing the data object',
    true,
    { subject: '5FC108' },
    'Erase data object',
    null,
    { erases: { tagHex: '5FC108' } },
  ],
  [
    { kind: 'reserve-data', objects },
    'Checking that the card has room for what is written',
    false,
    { mayBeLeftOut: true },
    'Check the room for what is written',
    null,
    { fills: ['5FC105'] },
  ],
  [{ kind: 'vendor-reset' }, 'Resetting the card', true, {}, 'Reset the card', 'going back to the delivered state'],
];

/** SP 800-73-5 with RSA-2048 and nothing of a vendor. */
const standard: CardModel = {
  id: 'standard',
  title: 'A card of the standard',
  match: {},
  algorithms: { '*': ['RSA2048'] },
  managementKeyAlgorithms: ['AES192'],
  capabilities: {
    ...{ importKey: false, moveKey: false, deleteKey: false, attest: false, metadata: false, pinPolicies: false },
    ...{ setManagementKey: false, setPinTryLimits: false, changePuk: false, vendorReset: false },
  },
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', maxTries: 3 },
  puk: { length: 8, maxTries: 3 },
  apdu: { extendedLength: false, maxCommandData: 255, maxObjectBytes: 3000 },
};
const able: CardModel = {
  ...standard,
  algorithms: { '*': ['RSA2048', 'RSA4096'] },
  managementKeyAlgorithms: ['AES256', 'AES192'],
  capabilities: {
    ...{ importKey: true, moveKey: true, deleteKey: true, attest: true, metadata: true, pinPolicies: true },
    ...{ setManagementKey: true, setPinTryLimits: true, changePuk: 'try', vendorReset: true },
  },
};
const known = {
  attestationRequired: true,
  proofInputHex: ({ keyReference }: { keyReference: string }) => `input for ${keyReference}`,
  certificateDerBase64: (container: string) => `certificate of ${container}`,
  contentBase64: (object: string) => `content of ${object}`,
};

const everyStep: Row<CardStep | PlannedStep>[] = [
  ...unplanned,
  ...planned.map(([step, running, irreversible, more]): Row<PlannedStep> => [step, running, irreversible, more]),
];

describe('card steps', () => {
  it('are these kinds and no others', () => {
    expect(everyStep.map(([{ kind }]) => kind).sort()).toEqual(Object.keys(cardSteps).sort());
  });

  it.each(everyStep.map((row) => [row[0].kind, row] as const))('%s', (_kind, [step, running, irreversible, more]) => {
    const { begins, opensBatch: opens, continues, endsBatch, mayBeLeftOut, ...row } = rowOf(step);
    const { application = 'PIV', ...special } = more ?? {};
    expect([row.application, row.words.running, row.irreversible]).toEqual([application, running, irreversible]);
    expect({
      begins: begins?.(step),
      secrets: secretsOf(step),
      subject: subjectOf(step),
      opensBatch: opens,
      continues,
      endsBatch,
      mayBeLeftOut,
    }).toEqual({ secrets: [], ...special });
  });

  it.each(planned.map((row) => [row[0].kind, row] as const))(
    '%s in a plan',
    (_kind, [step, , , , words, lacks, also]) => {
      const { needs, writes, erases, fills, takesMs, bind, ...row } = rowOf(step);
      expect([row.words.planned, needs?.(standard, step) ?? null, needs?.(able, step) ?? null]).toEqual([
        words,
        lacks,
        null,
      ]);
      expect({
        writes: writes?.(step),
        erases: erases?.(step),
        fills: fills?.(step),
        takesMs: takesMs?.(step),
        bound: bind && { kind: step.kind, ...bind(step, known) },
      }).toEqual({ ...also });
    },
  );

  it.each(unplanned.map(([step]) => [step.kind, step] as const))('%s stands in no plan', (_kind, step) => {
    expect(rowOf(step).words.planned).toBeUndefined();
  });

  it('have policies and algorithms that a model may lack', () => {
    const touched: PlannedStep = { kind: 'generate-key', ...key, algorithm: 'RSA2048', touchPolicy: 'always' };
    expect(rowOf(touched).needs?.(standard, touched)).toBe('PIN and touch policies');
    const stronger: PlannedStep = { kind: 'set-management-key', algorithm: 'AES128', to: 'management-key.pending' };
    expect(rowOf(stronger).needs?.(able, stronger)).toBe('a management key of AES128');
    const proof: PlannedStep = { kind: 'prove-key', keyReference: '9A', algorithm: 'ECCP384', proof: 'sign' };
    expect(rowOf(proof).needs?.(able, proof)).toBe('ECCP384 under key reference 9A');
  });

  it('are of one application in a batch, and of none where there are none', () => {
    const steps: CardStep[] = [{ kind: 'read-image' }, { kind: 'request-witness' }];
    expect([applicationOf(steps), applicationOf([])]).toEqual(['PIV', undefined]);
    const passkey: CardStep = { kind: 'check-credential', relyingPartyId: 'example.org', credentialIdBase64url: 'AA' };
    expect(applicationOf([passkey])).toBe('FIDO2');
    expect(() => applicationOf([...steps, passkey])).toThrow('steps of two applications in one batch');
  });

  it('stop where what they are bound to is not there', () => {
    const step: PlannedStep = { kind: 'put-data', tagHex: '5FC102', object: 'chuid' };
    expect(() => rowOf(step).bind?.(step, {})).toThrow('this phase needs a binding that was not given');
  });

  it.each(['set-touch', 'toString', ''])('of another version are not known: %j', (kind) => {
    expect(isCardStepKind(kind)).toBe(false);
    expect(mayBeLeftOut({ kind: kind as CardStepKind })).toBe(false);
    expect(opensBatch({ kind: kind as CardStepKind })).toBe(false);
    expect(() => rowOf({ kind } as CardStep)).toThrow(`this version knows no card step ${kind}`);
  });
});
