/**
 * What the saga must remember of an open card session between activities: the lease, the agent's key, the witness that
 * the next batch answers. Stored in the attempt's intent row; holds public values only.
 */
import type { AttestationVerdict } from '@cardwright/contracts/card/attestation';
import type { CardModel, KeyReferenceName, ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { KeptSecret, StockSecret } from '@cardwright/contracts/card/well-known-secrets';
import type { LeaseToken, SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import type { KeySetName } from '@cardwright/contracts/nats/pki.api';
import type { PasskeyAsks } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinAsked, PinRefusal } from '@cardwright/contracts/workflow/saga-kind';

/** Certificates that the record counts as in use and the CA as revoked (D05), by serial number as on record. */
export type RevokedAtCa = Record<string, { at: string | null; reason: string }>;

/** What the holder is asked for before a passkey is made. */
export interface PasskeyAsked {
  asks: Exclude<PasskeyAsks, 'nothing' | 'made'>;
  refusedWith: PinRefusal | null;
  /** Of the PIN of passkeys; null: not known. */
  triesLeft: number | null;
  /** Code points. */
  minPinLength: number;
}

export interface CardSessionState {
  lease: LeaseToken;
  /**
   * The model for which the plan was made: a change of the registry does not affect an attempt that is under way. Absent in older attempts.
   */
  model?: CardModel;
  /** What the card keeps of its stock batch; absent in older attempts. */
  kept?: KeptSecret[];
  /** The values of the batch that are publicly known, as far as the vault was asked. */
  wellKnown?: (StockSecret | 'pin')[];
  sessionKey: SignedSessionKey;
  agentNkey: string;
  /**
   * Whether a key set was on its way to the card before this request wrote anything (card-vault.ts). The first batch that writes stores one,
   * so that an attempt after one that came to nothing cannot see it any more. Absent in older attempts.
   */
  keysUnderWay?: boolean;
  /** The key set that answers the next witness. */
  keySet: KeySetName;
  witness: { algorithm: ManagementKeyAlgorithm; hex: string } | null;
  /** Our challenge in the batch that was sent last. It is saved before sending, so that a repeated activity can still verify the answer. */
  answered: { keySet: KeySetName; algorithm: ManagementKeyAlgorithm; challengeHex: string } | null;
  /** Certificates of this attempt by container, DER in base64: what the content stage writes. */
  certificates: Record<string, string>;
  /** For a reprovision: key references whose old key may be gone. Saved before the batch that may remove it. */
  begun?: KeyReferenceName[];
  /** The same list as it was before the batch that was sent last. */
  begunBefore?: KeyReferenceName[];
  /**
   * Data objects, by tag, that the batch sent last asks for room: filled up or torn until it is known to have put them back. The
   * next attempt puts them back before anything else (sagas/rewrite/filled-objects.ts).
   */
  filling?: string[];
  /** The card may have been given a new management key in this attempt; `keySet` says `pending` once it said that it has it. */
  newManagementKey?: boolean;
  revokedAtCa?: RevokedAtCa;
  /**
   * The batch that wrote to the card first in this attempt, by its sequence: kept before it is sent, and taken back when the card did not
   * get beyond its authentication. The plan that somebody confirmed holds until then, and not after.
   */
  touchedBy?: number;
  /** Key references whose keys trusted hardware attests (attestation-gate.ts). */
  attestedKeys?: readonly string[];
  /** The verdict about the attestation of each key, by key reference. */
  attestations?: Record<string, AttestationVerdict>;
  /** What is said to whoever is asked for the PIN; absent until then, and in older attempts. */
  asked?: PinAsked;
  /** The same of a passkey. */
  passkeyAsked?: PasskeyAsked;
  /** CMS over chuidToSign of this card, DER in base64. */
  chuidSignatureBase64?: string;
}
