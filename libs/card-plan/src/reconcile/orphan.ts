/**
 * Whether a certificate of the CA is an orphan: valid or about to be, on no card, its request closed (faults.md I1). Pure; the
 * sweeper and the fault harness share it, so that what is repaired and what is checked are one rule. An open or parked request's
 * certificate is never one, whatever else is wrong: its saga still needs it.
 */
import type { FindingCode } from '@cardwright/contracts/card/findings';
import type { CredentialState, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { CertificateStatus } from '@cardwright/contracts/nats/pki.api';

export interface CertificateFacts {
  status: CertificateStatus;
  /** The request that the certificate was issued for; null: no such request is known. Closed: completed, cancelled, superseded or withdrawn. */
  request: { closed: boolean } | null;
  /** Newest row of this certificate; null: none was ever written. */
  credential: { state: CredentialState } | null;
  /** null: no such device is known. */
  deviceState: DeviceState | null;
  /** A revocation of it is under way: its own durable job ends it (F08). */
  revocationOpen: boolean;
}
export type OrphanCode = Extract<FindingCode, `ORPHAN_${string}`>;

/** Not on the card yet when the request closed, so it never will be. */
const neverDelivered: readonly CredentialState[] = ['REQUESTED', 'ISSUED_OFF_CARD'];
/** It was written, but its request ended before it came into use. Whatever the card holds, the record does not count on it any more. */
const notInUse: readonly CredentialState[] = ['ON_CARD', 'VERIFIED'];
const givenUp: readonly CredentialState[] = ['ABANDONED', 'REVOKE_PENDING', 'REVOKED'];
/** Devices that hold no certificate by what their state means (model.md section 1). */
const blank: readonly DeviceState[] = ['REGISTERED', 'AVAILABLE', 'ASSIGNED', 'DISPOSED'];

/** Which kind of orphan it is; null when it is none. */
export function orphanOf({ status, request, credential, deviceState, ...rest }: CertificateFacts): OrphanCode | null {
  if (status === 'revoked' || status === 'expired' || rest.revocationOpen) return null;
  if (request === null) return 'ORPHAN_WITHOUT_REQUEST';
  if (!request.closed) return null;
  if (credential === null) return 'ORPHAN_NOT_ON_RECORD';
  const { state } = credential;
  if (neverDelivered.includes(state)) return 'ORPHAN_NOT_DELIVERED';
  // A certificate that was never signed cannot be on a card, whatever the record says.
  if (status === 'planned' || notInUse.includes(state)) return 'ORPHAN_NOT_DELIVERED';
  if (givenUp.includes(state)) return 'ORPHAN_NOT_REVOKED';
  return deviceState === null || blank.includes(deviceState) ? 'ORPHAN_NOT_REVOKED' : null;
}
