/**
 * What the FIDO application keeps when the power goes; a part of the card's state file, absent on a card without the application. Secrets are
 * in clear, as in the rest of the file. Governing document: CTAP 2.1 sections 6 and 7.
 */
import { randomBytes } from 'node:crypto';
import type { CardState } from './card-state.js';

/** separate: the application has a PIN of its own. shared: it is the PIN of the PIV application, and one counter counts for both. */
export type FidoPinMode = 'separate' | 'shared';

/** A discoverable credential. The others are kept by the relying party, encrypted in their ids. */
export interface StoredCredential {
  credentialIdHex: string;
  pkcs8Base64: string;
  rpId: string;
  rpName?: string;
  userIdHex: string;
  userName?: string;
  userDisplayName?: string;
  /** Level 1 to 3. */
  credProtect: number;
  /** hmac-secret was asked for when it was made. */
  hmacSecret: boolean;
}

export interface AttestationState {
  pkcs8Base64: string;
  /** DER. */
  certificateBase64: string;
}

/** What getInfo names as the newest version. FIDO_2_1_PRE: as keys between CTAP 2.0 and 2.1 have it, YubiKeys of firmware 5.2 to 5.4 among them. */
export type FidoVersion = 'FIDO_2_1' | 'FIDO_2_1_PRE';

export interface FidoState {
  pinMode: FidoPinMode;
  /** Absent: FIDO_2_1. */
  version?: FidoVersion;
  /** 16 bytes: the model. */
  aaguidHex: string;
  /** Discoverable credentials that fit. */
  credentialLimit: number;
  /** separate only; absent: none is set. hashHex: the left half of its SHA-256. */
  pin?: { hashHex: string; codePoints: number };
  /** separate only. */
  pinRetriesRemaining: number;
  /** Code points. */
  minPinLength: number;
  minPinLengthRpIds: string[];
  /** The hash of the PIN that has to be changed; it is changed as soon as the PIN is another one, however that came. */
  forceChangeOfHashHex?: string;
  enterpriseAttestation: boolean;
  /** Encrypts the credentials that relying parties keep, and is what hmac-secret is derived from; a reset makes a new one. */
  masterKeyHex: string;
  signCount: number;
  /** Oldest first. */
  credentials: StoredCredential[];
  /** Of the batch: it says the model and not the card. */
  attestation: AttestationState;
  /** It says the card's serial number. */
  enterpriseAttestationKey: AttestationState;
  /** DER of the root above both. */
  attestationRootBase64: string;
}

/** Of a time when tokens had no permissions, and nothing of the application could be configured. */
export const isBefore21 = ({ version }: FidoState): boolean => version === 'FIDO_2_1_PRE';

export const pinRetriesTotal = 8;
const defaultMinPinLength = 4;

/** What a reset goes back to; the rest is the card's for life. */
export const deliveredFido = (): Pick<
  FidoState,
  | 'pinRetriesRemaining'
  | 'minPinLength'
  | 'minPinLengthRpIds'
  | 'enterpriseAttestation'
  | 'masterKeyHex'
  | 'signCount'
  | 'credentials'
> => ({
  pinRetriesRemaining: pinRetriesTotal,
  minPinLength: defaultMinPinLength,
  minPinLengthRpIds: [],
  enterpriseAttestation: false,
  masterKeyHex: randomBytes(32).toString('hex'),
  signCount: 0,
  credentials: [],
});

/** The application's part of the state of a card that has it. */
export type FidoCardState = CardState & { fido: FidoState };

export const hasFido = (state: CardState): state is FidoCardState => state.fido !== undefined;
