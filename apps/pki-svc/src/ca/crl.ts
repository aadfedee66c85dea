/**
 * Full CRLs, version 2. Which certificates stand on one, and its number, come from the database; this file makes the bytes.
 * Governing document: RFC 5280 section 5.
 */
import type { RevocationReason } from '@cardwright/contracts/card/revocation-reason';
import { explicit, integer, sequence, time } from '../der/der-writer.js';
import { authorityKeyIdentifier, crlNumber, reasonCode } from './extensions.js';
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

export interface CrlInput {
  issuer: { name: Buffer; keyIdentifier: Buffer; signatureAlgorithm: SignatureAlgorithm };
  number: number;
  thisUpdate: Date;
  nextUpdate: Date;
  entries: readonly CrlEntry[];
}

/** TBSCertList, DER. An empty list of entries is left out, as section 5.1.2.6 demands. */
export function encodeTbsCertList(input: CrlInput): Buffer {
  const entries = input.entries.map(({ serialNumber, revokedAt, reason }) =>
    sequence(
      integer(serialNumber),
      time(revokedAt),
      // "unspecified" should be absent (section 5.3.1).
      ...(reason === 'unspecified' ? [] : [sequence(reasonCode(reasonNumber[reason]))]),
    ),
  );
  return sequence(
    integer(1),
    input.issuer.signatureAlgorithm.identifier,
    input.issuer.name,
    time(input.thisUpdate),
    time(input.nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    explicit(0, sequence(authorityKeyIdentifier(input.issuer.keyIdentifier), crlNumber(input.number))),
  );
}
