/**
 * The steps of the FIDO2 application: its PIN, and one passkey (card-steps.ts joins them with the others). None of them is part of a plan: what
 * they need comes from a relying party while the saga runs. A step never sends a PIN a third time after two wrong ones, and never calls one
 * wrong that only has to be changed. Errors are FIDO_* of the catalogue. Governing document: CTAP 2.1 section 6.
 */
import { harmless, stepsOf, type SecretName } from './card-step-row.js';

const { unplanned } = stepsOf('FIDO2');

/** A passkey that is to be made. Texts in base64url are without padding. */
export interface NewPasskey {
  relyingPartyId: string;
  relyingPartyName: string;
  /** The account at the relying party, 1 to 64 bytes. */
  userIdBase64url: string;
  userName: string;
  userDisplayName: string;
  /** SHA-256 of the client data. */
  clientDataHashBase64url: string;
  /**
   * What is hashed. With it, and only then, the step is made by the system's own WebAuthn API, in a dialog at the seat: EDGE_WEBAUTHN_UNAVAILABLE where
   * there is none. The card is not needed for it, and a card that was let go of stays so; the credential may be of another key (`madeBy` of the result).
   */
  clientDataJsonBase64url?: string;
  /** COSE algorithms in the order in which the relying party prefers them: -7 is ES256. */
  algorithms: number[];
  /** Credentials that the relying party knows: a key that has one of them makes none. */
  excludeBase64url: string[];
  /** As above, for credentials that somebody else knows of: they are never deleted, and no new one takes their place. */
  keepBase64url: string[];
  /**
   * Credentials of this key, by the SHA-256 of their ids, whose place the new one takes: they are in neither list, and go once it is there. Absent: what
   * an attempt has left goes before it is made.
   */
  replacesSha256Hex?: string[];
  /** Asked for where the key has it switched on. */
  enterpriseAttestation?: true;
  hmacSecret?: true;
}

export const fidoSteps = {
  /**
   * The first PIN. One that is set already is compared, which costs a try where it is another one: FIDO_PIN_INCORRECT. The outcome is then
   * `already`. Throws FIDO_PIN_REFUSED for one that breaks the key's rule.
   */
  'set-fido-pin': unplanned<{ pin: SecretName }>({
    words: { running: 'Setting the PIN for passkeys' },
    ...harmless,
    secrets: { pin: true },
  }),

  /**
   * The key says in attestations which key it is, by its serial number: of credentials that are made with `enterpriseAttestation` from then on, until a
   * reset. May be repeated: `already`. CARD_CAPABILITY_MISSING where the key cannot (`cannot` of its image).
   */
  'enable-enterprise-attestation': unplanned<{ pin: SecretName }>({
    words: { running: 'Having the key say its serial number' },
    ...harmless,
    secrets: { pin: true },
  }),

  /**
   * Makes a discoverable credential and waits for a touch. Credentials of the same relying party and account that are in neither list are what an
   * attempt that was cut has left: they are deleted, so that there is exactly one afterwards. Nothing else is ever deleted. One that is
   * in a list: FIDO_CREDENTIAL_EXCLUDED {credentialSha256Hex}. Result: credential.
   */
  'make-credential': unplanned<NewPasskey & { pin: SecretName }>({
    words: { running: 'Making the passkey' },
    ...harmless,
    secrets: { pin: true },
    subject: ({ relyingPartyName }) => relyingPartyName,
  }),

  /** Of this id; the outcome is `already` where the key has none. */
  'delete-credential': unplanned<{ credentialIdBase64url: string; pin: SecretName }>({
    words: { running: 'Deleting the passkey' },
    irreversible: true,
    begins: null,
    secrets: { pin: true },
  }),

  /**
   * Every passkey, the PIN and the settings go, personal ones too. With a touch, and only right after the key got its power: FIDO_RESET_NEEDS_REINSERT,
   * which leaves everything as it was. May be repeated.
   */
  'reset-fido': unplanned({
    words: { running: 'Resetting the application for passkeys' },
    irreversible: true,
    begins: null,
    secrets: null,
  }),

  /** A length can only be raised, and one above that of the PIN forces its change. The PIN is good for nothing else after that: the last step. */
  'configure-fido-pin': unplanned<{ minPinLength?: number; forceChange?: true; pin: SecretName }>({
    words: { running: 'Setting the rules of the PIN for passkeys' },
    ...harmless,
    secrets: { pin: true },
  }),

  /** Whether this key, and no other, has the credential: without touch and PIN. Result: present. */
  'check-credential': unplanned<{ relyingPartyId: string; credentialIdBase64url: string }>({
    words: { running: 'Looking for the passkey' },
    ...harmless,
    secrets: null,
    subject: ({ relyingPartyId }) => relyingPartyId,
  }),
};
