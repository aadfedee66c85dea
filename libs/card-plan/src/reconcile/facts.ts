/**
 * The facts about one device from three sources: the card (CardImage), the record and the CA. The caller of the reconciliation gathers
 * them. A source that could not be asked is null, and nothing is concluded from that.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { KeptSecret, StockSecret } from '@cardwright/contracts/card/well-known-secrets';
import type { CredentialState, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { CertificateRow, KeySetInfo } from '@cardwright/contracts/nats/pki.api';

export interface RecordedCredential {
  container: string;
  keyReference: string;
  keyOrigin: 'card' | 'archived';
  state: CredentialState;
  serialNumberHex: string | null;
  publicKeySha256Hex: string | null;
  /** A revocation of it is under way: the CA still calling it valid is no finding. */
  revocationOpen: boolean;
  /** A hold or release of it is under way: record and CA may differ in that. */
  holdOpen: boolean;
}
export interface DeviceRecord {
  identityText: string;
  state: DeviceState;
  /** `YYYY-MM-DD`. */
  expiresOn: string | null;
  cardUuid: string | null;
  fascNHex: string | null;
  /** `factory`: stock values are what is expected. */
  keyset: string;
  /** What the card keeps of its stock batch. wellKnown: that was accepted when it was issued. */
  keptSecrets: readonly KeptSecret[];
  /** Newest first. */
  credentials: readonly RecordedCredential[];
  /** The profile in the version that the card was written with; null: none. */
  profile: CredentialProfile | null;
}
export interface CaFacts {
  /** Every certificate of this device. */
  certificates: readonly Pick<CertificateRow, 'serialNumberHex' | 'sha256Hex' | 'status' | 'revocationReason'>[];
  /** null: the vault has none for this device. */
  keySet: KeySetInfo | null;
  /** Keys that were sent to the card and not confirmed yet: the card may have these or the earlier ones. */
  pendingKeySet: KeySetInfo | null;
  /** Which values of the card's stock batch everybody knows. */
  stockWellKnown: readonly (StockSecret | 'pin')[];
}
/** A passkey that the record calls registered. onKey, listed: by its relying party; null: nobody was asked, or the answer says nothing of it. */
export interface PasskeyFacts {
  requestId: string;
  relyingParty: string;
  onKey: boolean | null;
  listed: boolean | null;
}
export interface Facts {
  card: CardImage | null;
  record: DeviceRecord;
  ca: CaFacts | null;
  /** Absent: they are not compared. */
  passkeys?: readonly PasskeyFacts[];
  now: Date;
}

/** States in which the card holds what the record says. */
export const issuedStates: readonly DeviceState[] = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED'];
/** Credentials whose certificate should be on the card. */
export const livingStates: readonly CredentialState[] = [
  'ON_CARD',
  'VERIFIED',
  'ACTIVE',
  'HELD',
  'SUPERSEDED',
  'EXPIRED',
];

/** The newest credential of each key reference that should be on the card. */
export function livingByReference(record: DeviceRecord): Map<string, RecordedCredential> {
  const found = new Map<string, RecordedCredential>();
  for (const credential of record.credentials)
    if (livingStates.includes(credential.state) && !found.has(credential.keyReference))
      found.set(credential.keyReference, credential);
  return found;
}

/** Serial numbers come in both cases, and DER may put 00 in front. */
export const sameSerial = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && plain(a) === plain(b);
const plain = (serial: string): string => serial.toUpperCase().replace(/^(00)+/, '');
