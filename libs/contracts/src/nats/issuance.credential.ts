/** Certificates and passkeys of cards, and what has to be taken back of them. */
import type { AttestationVerdict } from '../card/attestation.js';
import type { PasskeyEnd } from '../card/passkey-end.js';
import type { RevocationReason } from '../card/revocation-reason.js';
import type { CertificateRow } from './pki.api.js';

export type CredentialState =
  | 'REQUESTED'
  | 'ISSUED_OFF_CARD'
  | 'ON_CARD'
  | 'VERIFIED'
  | 'ACTIVE'
  | 'HELD'
  | 'REVOKE_PENDING'
  | 'REVOKED'
  | 'SUPERSEDED'
  | 'EXPIRED'
  | 'ABANDONED';

export interface Credential {
  container: string;
  keyReference: string;
  algorithm: string;
  keyOrigin: 'card' | 'archived';
  state: CredentialState;
  serialNumberHex: string | null;
  notAfter: string | null;
  attested: boolean;
  /** What the card's attestation of the key was worth; null: not asked for. */
  attestation?: AttestationVerdict | null;
}

/** A certificate of a card as the CA has it, and where our record says that it is. */
export interface CertificateDetail extends CertificateRow {
  /** Of the credential: whether it is on its card, and counts. */
  credentialState: CredentialState;
  container: string;
  deviceLabel: string;
  /** Whom it names; null: nobody. */
  personId: string | null;
  personName: string | null;
}

/** A revocation that is due, running or done (F08). */
export interface RevocationRow {
  serialNumberHex: string;
  issuerId: string;
  deviceId: string;
  keyReference: string;
  reason: RevocationReason;
  state: 'pending' | 'done';
  /** How often the CA was asked. */
  attempts: number;
  lastErrorCode: string | null;
  requestedAt: string;
  /** The 18 h clock; a date that has passed is overdue. */
  dueAt: string;
  doneAt: string | null;
  workflowId: string;
}

/** A passkey that its relying party is to delete, or has deleted: which one, whose card it is on, and the clock, that of revocations. */
export interface PasskeyDeletionRow {
  passkeyId: string;
  /** Of the work by which it was made. */
  requestId: string;
  deviceId: string;
  deviceLabel: string;
  personId: string;
  /** null: the record has this person no more. */
  personName: string | null;
  /** As credential profiles name it. */
  relyingParty: string;
  /** By which the relying party lists it. */
  displayName: string;
  /** The model of the key, as it says itself. */
  aaguid: string | null;
  why: PasskeyEnd;
  state: 'pending' | 'done';
  /** How often the relying party was asked. */
  attempts: number;
  /** Of the last try; null: none has failed, or it is done. */
  lastErrorCode: string | null;
  requestedAt: string;
  /** The 18 h clock; a date that has passed is overdue. */
  dueAt: string;
  doneAt: string | null;
}
