/**
 * Whether somebody who has used the key of a certificate may be signed in: only with the one that the record has for 9A of an active card. The key of 9E
 * needs no PIN, so it proves that a card is there and not who holds it [SP 800-73-5 Part 1 section 3.3.4]. Pure.
 */
import type { CardSignInRefusal } from '@cardwright/contracts/access/card-sign-in';
import type { CredentialState, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { CertificateRow } from '@cardwright/contracts/nats/pki.api';

/** What the vault and the record say now; null: nothing. */
export interface SignInFacts {
  certificate: Pick<CertificateRow, 'status' | 'keyReference' | 'sha256Hex'> | null;
  presentedSha256Hex: string;
  device: { state: DeviceState } | null;
  /** Of the credential that this certificate belongs to. */
  credential: { state: CredentialState } | null;
  person: { enabled: boolean } | null;
}

/** null: may be signed in. */
export function cardSignInRefusal(facts: SignInFacts): CardSignInRefusal | null {
  const { certificate, device, credential, person } = facts;
  if (certificate === null || certificate.sha256Hex !== facts.presentedSha256Hex) return 'replaced';
  if (certificate.keyReference !== '9A') return 'other-use';
  // The card before its certificate: the holder of a suspended card has to hear that, and not of a certificate on hold.
  if (device?.state === 'SUSPENDED') return 'suspended';
  if (device?.state !== 'ACTIVE') return 'not-active';
  if (certificate.status === 'expired') return 'expired';
  if (certificate.status !== 'good' || credential?.state !== 'ACTIVE') return 'replaced';
  if (person?.enabled !== true) return 'no-person';
  return null;
}
