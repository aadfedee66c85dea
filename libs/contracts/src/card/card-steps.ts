/**
 * The kinds of card steps, one row for each: what agents, services, planners and console have to know about a kind. A step is typed,
 * idempotent, and has a probe in the agent's executor. A new kind is a row and an executor in the agent. The rows of PIV stand here (SP 800-73-5
 * Part 2 names the commands below them), those of FIDO2 in fido-steps.ts. A secret never stands in a step: it is named, and comes in the batch's sealed bag or is made or held by the agent.
 */
import {
  supportsAlgorithm,
  type CardModel,
  type KeyAlgorithm,
  type KeyReferenceName,
  type ManagementKeyAlgorithm,
  type PinPolicy,
  type TouchPolicy,
} from './card-model.js';
import {
  harmless,
  stepsOf,
  type ObjectRoom,
  type PlannedObject,
  type ProofFields,
  type SecretName,
} from './card-step-row.js';
import { fidoSteps } from './fido-steps.js';

interface NewKey {
  keyReference: KeyReferenceName;
  algorithm: KeyAlgorithm;
  pinPolicy?: PinPolicy;
  touchPolicy?: TouchPolicy;
}

const { step, unplanned } = stepsOf('PIV');

const everyCard = { needs: null } as const;

const capability =
  (name: keyof CardModel['capabilities'], words: string) =>
  ({ capabilities }: CardModel): string | null =>
    capabilities[name] ? null : words;
const lacksAlgorithm = (model: CardModel, { keyReference, algorithm }: NewKey | ProofFields): string | null =>
  supportsAlgorithm(model, keyReference, algorithm) ? null : `${algorithm} under key reference ${keyReference}`;
const lacksForKey = (model: CardModel, made: NewKey): string | null =>
  lacksAlgorithm(model, made) ??
  ((made.pinPolicy === undefined && made.touchPolicy === undefined) || model.capabilities.pinPolicies
    ? null
    : 'PIN and touch policies');

/** One GENERATE on a typical contact card: measured card times, not promises. */
const generateMs: Readonly<Record<KeyAlgorithm, number>> = {
  RSA2048: 7_000,
  RSA3072: 20_000,
  RSA4096: 45_000,
  ECCP256: 300,
  ECCP384: 500,
  ED25519: 300,
  X25519: 300,
};

export const cardSteps = {
  /** Mutual 9B authentication, second half: the answer to the witness that the batch before returned. Result: responseHex. */
  'authenticate-management-key': unplanned<{
    algorithm: ManagementKeyAlgorithm;
    witnessAnswerHex: string;
    challengeHex: string;
  }>({
    words: { running: 'Authenticating to the card' },
    ...harmless,
    secrets: null,
    opensBatch: true,
    continues: true,
  }),

  /** Asks for a 9B witness, whose answer comes from the vault. Without algorithm: the one the image found. Result: witnessHex. */
  'request-witness': unplanned<{ algorithm?: ManagementKeyAlgorithm }>({
    words: { running: 'Asking the card for a challenge' },
    ...harmless,
    secrets: null,
    endsBatch: true,
  }),

  /** Vendor: puts PIN and PUK back to factory; needs 9B and a verified PIN. */
  'set-pin-try-limits': step<{ pin: SecretName; pinTries: number; pukTries: number }>({
    words: { running: 'Setting the PIN try limits', planned: 'Set PIN try limits' },
    ...harmless,
    secrets: { pin: true },
    needs: capability('setPinTryLimits', 'setting PIN and PUK try limits'),
  }),

  /** CHANGE REFERENCE DATA 80. `to: pin.operation`: the agent draws a random PIN by the rule and returns it sealed to the vault. */
  'set-pin': step<{ from: SecretName; to: SecretName }>({
    words: { running: 'Setting the PIN', planned: 'Set initial PIN' },
    ...harmless,
    secrets: { from: true, to: true },
    ...everyCard,
  }),

  /**
   * RESET RETRY COUNTER 80 by the PUK: settles an unknown PIN without spending a PIN try. elsePuk: what the card may have instead, where a
   * change of the PUK was cut; presented once, only after the first was refused and with two tries left.
   */
  'reset-pin': step<{ puk: SecretName; to: SecretName; elsePuk?: SecretName }>({
    words: { running: 'Resetting the PIN', planned: 'Set PIN by the PUK' },
    ...harmless,
    secrets: { to: true, puk: true, elsePuk: true },
    ...everyCard,
  }),

  /**
   * CHANGE REFERENCE DATA 80 by the PIN that the holder knows, which is sent once: a refused one is not sent again. mayBeSet: an earlier
   * attempt was cut off after this step had begun. The card is then asked by VERIFY whether it has the new PIN already, but only while it has
   * all its tries, as it has when that change came through. Throws CARD_PIN_INCORRECT, CARD_PIN_BLOCKED, CARD_PIN_REFUSED.
   */
  'change-pin': step<{ from: SecretName; to: SecretName; mayBeSet?: true }>({
    words: { running: 'Changing the PIN', planned: 'Change the PIN' },
    ...harmless,
    secrets: { from: true, to: true },
    ...everyCard,
  }),

  /** VERIFY: once. A refused PIN is forgotten, and is not sent again when it is supplied again in the same card session. */
  'verify-pin': step<{ pin: SecretName }>({
    words: { running: 'Checking the PIN', planned: 'Check the PIN' },
    ...harmless,
    secrets: { pin: true },
    ...everyCard,
  }),

  /** VERIFY with PINs that nobody has until the card takes none any more; no try is spent on a PIN that is blocked already. */
  'block-pin': step<object>({
    words: { running: 'Blocking the PIN', planned: 'Block the PIN' },
    ...harmless,
    secrets: null,
    ...everyCard,
  }),

  /** CHANGE REFERENCE DATA 81. optional: a card that does not change its PUK keeps it, and the outcome is `refused`. */
  'set-puk': step<{ from: SecretName; to: SecretName; optional?: boolean }>({
    words: { running: 'Setting the PUK', planned: 'Set PUK' },
    ...harmless,
    secrets: { from: true, to: true },
    needs: capability('changePuk', 'changing the PUK'),
  }),

  'set-management-key': step<{ algorithm: ManagementKeyAlgorithm; to: SecretName }>({
    words: { running: 'Changing the management key', planned: 'Change management key' },
    ...harmless,
    secrets: { to: true },
    needs: (model, { algorithm }) =>
      capability('setManagementKey', 'changing the management key')(model) ??
      (model.managementKeyAlgorithms.includes(algorithm) ? null : `a management key of ${algorithm}`),
  }),

  /** Result: publicKeySpkiBase64. */
  'generate-key': step<NewKey>({
    words: { running: 'Generating the key', planned: 'Generate key' },
    irreversible: true,
    begins: ({ keyReference }) => keyReference,
    secrets: null,
    needs: lacksForKey,
    takesMs: ({ algorithm }) => generateMs[algorithm],
  }),

  /** Result: publicKeySpkiBase64. */
  'import-key': step<NewKey & { key: SecretName }>({
    words: { running: 'Importing the key', planned: 'Import key' },
    ...harmless,
    secrets: { key: true },
    needs: (model, imported) => capability('importKey', 'importing keys')(model) ?? lacksForKey(model, imported),
  }),

  'move-key': step<{ from: KeyReferenceName; to: KeyReferenceName }>({
    words: { running: 'Moving the key', planned: 'Move key' },
    irreversible: true,
    begins: ({ from }) => from,
    secrets: null,
    needs: capability('moveKey', 'moving keys'),
    subject: ({ from, to }) => `${from} to ${to}`,
  }),

  'delete-key': step<{ keyReference: KeyReferenceName }>({
    words: { running: 'Deleting the key', planned: 'Delete key' },
    irreversible: true,
    begins: ({ keyReference }) => keyReference,
    secrets: null,
    needs: capability('deleteKey', 'deleting keys'),
  }),

  /**
   * Result: certificateDerBase64 (the attestation certificate) and attesterDerBase64; or `refused`. With `required` a refusal fails
   * with CARD_ATTESTATION_FAILED.
   */
  'attest-key': step<{ keyReference: KeyReferenceName; required?: true }>({
    words: { running: 'Attesting the key', planned: 'Attest key' },
    ...harmless,
    secrets: null,
    needs: capability('attest', 'attesting keys'),
    bind: (planned, { attestationRequired }) => ({ ...planned, ...(attestationRequired && { required: true }) }),
  }),

  /**
   * Proof of possession over an input that the agent cannot choose. sign: the nonce (ECDSA/RSA PKCS#1 v1.5 over SHA-256,
   * or SHA-384 for P-384); decipher: raw RSA over inputHex (modulus length, first byte 00); agree: ECDH with the point
   * inputHex (uncompressed). Result: outputHex. `pin`: verified first where the key's policy asks. With `repeatable` a status word that
   * refuses is a result, `refused`, because the caller asks once more; without, it fails with CARD_PROOF_FAILED.
   */
  'prove-key': step<ProofFields & { inputHex: string; repeatable?: true }, ProofFields>({
    words: { running: 'Proving possession of the key', planned: 'Prove possession' },
    ...harmless,
    secrets: { pin: true },
    needs: lacksAlgorithm,
    bind: (planned, known) => ({ ...planned, inputHex: need(known.proofInputHex)(planned), repeatable: true }),
  }),

  /** Writes the certificate object and reads it back. Result: sha256Hex of the object's content. */
  'put-certificate': step<
    { keyReference: KeyReferenceName; certificateDerBase64: string },
    { keyReference: KeyReferenceName; container: string }
  >({
    words: { running: 'Writing the certificate', planned: 'Write certificate' },
    ...harmless,
    secrets: null,
    ...everyCard,
    writes: ({ keyReference }) => ({ certificateOf: keyReference }),
    bind: ({ keyReference, container }, known) => ({
      keyReference,
      certificateDerBase64: need(known.certificateDerBase64)(container),
    }),
  }),

  /** contentBase64: what stands inside tag 53 (for 7E the whole object); empty means erase (`53 00`). */
  'put-data': step<{ tagHex: string; contentBase64: string }, { tagHex: string; object: PlannedObject }>({
    words: { running: 'Writing the data object', planned: 'Write data object' },
    ...harmless,
    secrets: null,
    ...everyCard,
    writes: ({ tagHex }) => ({ tagHex }),
    bind: ({ tagHex, object }, known) => ({ tagHex, contentBase64: need(known.contentBase64)(object) }),
  }),

  'erase-data': step<{ tagHex: string }>({
    words: { running: 'Erasing the data object', planned: 'Erase data object' },
    irreversible: true,
    begins: null,
    secrets: null,
    ...everyCard,
    erases: ({ tagHex }) => ({ tagHex }),
  }),

  /**
   * Asks the card, before anything on it is destroyed, whether these objects can hold what will be written: each is written once with its
   * own content and a longer error detection code FE, which nobody reads, then as it was. On a card that keeps an object at the size of its
   * first content, this reserves the room. Fails with CARD_OBJECT_CANNOT_GROW {tagHex, bytes} and leaves everything as it was. Result:
   * room.
   */
  'reserve-data': step<{ objects: readonly ObjectRoom[] }>({
    words: {
      running: 'Checking that the card has room for what is written',
      planned: 'Check the room for what is written',
    },
    ...harmless,
    secrets: null,
    ...everyCard,
    fills: ({ objects }) => objects.map(({ tagHex }) => tagHex),
    mayBeLeftOut: true,
  }),

  /** GET DATA and compare; fails with CARD_VERIFY_FAILED. pin: verified first for objects that need it. */
  'compare-data': unplanned<{ tagHex: string; sha256Hex: string; pin?: SecretName }>({
    words: { running: 'Comparing the data object' },
    ...harmless,
    secrets: { pin: true },
  }),

  /** Vendor: blocks PIN and PUK on purpose, then RESET. The last step of a recycle; forward only. */
  'vendor-reset': step<object>({
    words: { running: 'Resetting the card', planned: 'Reset the card' },
    irreversible: true,
    begins: null,
    secrets: null,
    needs: capability('vendorReset', 'going back to the delivered state'),
  }),

  'read-image': unplanned<object>({ words: { running: 'Reading the card' }, ...harmless, secrets: null }),

  ...fidoSteps,
};

function need<Binding>(binding: Binding | undefined): Binding {
  if (binding === undefined) throw new TypeError('this phase needs a binding that was not given');
  return binding;
}
