/**
 * CRLs, version 2, no deltas. Which certificates stand on one, and its number, come from the database; this file makes the bytes.
 * Governing document: RFC 5280 section 5.
 */
import type { RevocationReason } from '@cardwright/contracts/card/revocation-reason';
import { explicit, integer, sequence, tagAndLength, time } from '../der/der-writer.js';
import { authorityKeyIdentifier, crlNumber, issuingDistributionPoint, reasonCode } from './extensions.js';
import type { SignatureAlgorithm } from '../signer/signature-algorithm.js';

/** RFC 5280 section 5.3.1. 7 is not used; removeFromCRL (8) occurs only in delta CRLs, which we do not publish. */
export const reasonNumber: Record<RevocationReason | 'certificateHold', number> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
};

export interface CrlEntry {
  serialNumber: Buffer;
  revokedAt: Date;
  reason: RevocationReason | 'certificateHold';
}

/** One of revokedCertificates, DER. */
export const encodeCrlEntry = ({ serialNumber, revokedAt, reason }: CrlEntry): Buffer =>
  sequence(
    integer(serialNumber),
    time(revokedAt),
    // "unspecified" should be absent (section 5.3.1).
    ...(reason === 'unspecified' ? [] : [sequence(reasonCode(reasonNumber[reason]))]),
  );

export interface CrlInput {
  issuer: { name: Buffer; keyIdentifier: Buffer; signatureAlgorithm: SignatureAlgorithm };
  number: number;
  thisUpdate: Date;
  nextUpdate: Date;
  /** The URL that the certificates name whose CRL this is; null: it covers all of the issuer's certificates. */
  distributionPoint: string | null;
  /** Of all encoded entries together. */
  entriesBytes: number;
}

/** TBSCertList, DER: what stands before its entries and after them. An empty list of entries is left out, as section 5.1.2.6 demands. */
export function tbsCertListAround(input: CrlInput): { before: Buffer; after: Buffer } {
  const { issuer, entriesBytes } = input;
  const fields = Buffer.concat([
    integer(1),
    issuer.signatureAlgorithm.identifier,
    issuer.name,
    time(input.thisUpdate),
    time(input.nextUpdate),
    ...(entriesBytes > 0 ? [tagAndLength(0x30, entriesBytes)] : []),
  ]);
  const after = explicit(
    0,
    sequence(
      authorityKeyIdentifier(issuer.keyIdentifier),
      crlNumber(input.number),
      ...(input.distributionPoint === null ? [] : [issuingDistributionPoint(input.distributionPoint)]),
    ),
  );
  const before = Buffer.concat([tagAndLength(0x30, fields.length + entriesBytes + after.length), fields]);
  return { before, after };
}
