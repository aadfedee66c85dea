/**
 * FIDO2's part of an image: what the application says of itself, read without a PIN. A part of card-image.ts. Governing document: CTAP 2.1
 * sections 6.4 (getInfo) and 6.5.5.2 (tries of the PIN).
 */
import type { UnansweredQuestion } from './card-image.js';

/** As the key finds a passkey: of WebAuthn's relying party, base64url without padding. */
export interface PasskeyName {
  relyingPartyId: string;
  credentialIdBase64url: string;
}

export interface FidoImage {
  /** The model, as a UUID in small letters. */
  aaguid: string;
  /** `FIDO_2_0`, `FIDO_2_1`, ... */
  versions: string[];
  pinSet: boolean;
  /** null: no PIN is set, or the card did not say. */
  pinTriesLeft: number | null;
  /** The PIN that is set is good for nothing but its change. */
  mustChangePin: boolean;
  /** Unicode code points. */
  minPinLength: number;
  /** Whether it takes a longer minimum and a forced change of its PIN. Absent: the agent is too old to say. */
  takesPinRules?: boolean;
  /** false: it can have no PIN, or a new passkey takes its own fingerprint reader instead. Absent: the agent is too old to say. */
  makesPasskeysByPin?: boolean;
  /** How many credentials still fit, by the card's estimate; null: it does not say. */
  credentialsLeft: number | null;
  /** Whether an attestation may say which card it is, besides its model. It can be switched on unless it is `cannot`. */
  enterpriseAttestation: 'on' | 'off' | 'cannot';
  /** For those that were asked about, in that order; null: the key did not say it. Absent: nobody asked. */
  holds?: (boolean | null)[];
  /** subject: `PIN`. statusHex: the status of CTAP, two digits. */
  unanswered?: UnansweredQuestion[];
}
