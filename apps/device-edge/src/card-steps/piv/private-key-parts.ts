/**
 * PKCS #8 into the numbers that a card takes, without going through strings (JWK), so that every copy can be wiped.
 * Governing documents: RFC 5208, RFC 8017 appendix A.1.2, RFC 5915, RFC 8410 section 7.
 */
import { derChild, derChildren, derTag, unsignedInteger } from '@cardwright/card-protocol/der/der';
import { asymmetricAlgorithm } from '@cardwright/card-protocol/piv/algorithm';
import type { PrivateKeyParts } from '@cardwright/card-protocol/piv/vendor-extensions';
import { unwrapTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';

const octetString = 0x04;

/** The caller wipes the parts (wipeParts). Throws DER_INVALID or TLV_* for what is not PKCS #8 of this algorithm. */
export function privateKeyParts(algorithm: KeyAlgorithm, pkcs8: Uint8Array): PrivateKeyParts {
  const inner = derChild(derChildren(unwrapTlv(pkcs8, derTag.sequence)), 2, octetString);
  try {
    const { kind } = asymmetricAlgorithm(algorithm);
    if (kind === 'EdDSA' || kind === 'XDH') return { scalar: unwrapTlv(inner, octetString) };
    const fields = derChildren(unwrapTlv(inner, derTag.sequence));
    if (kind === 'ECC') return { scalar: derChild(fields, 1, octetString) };
    const [p, q, dp, dq, qInv] = [4, 5, 6, 7, 8].map((i) => unsignedInteger(derChild(fields, i, derTag.integer)));
    return { p: p!, q: q!, dp: dp!, dq: dq!, qInv: qInv! };
  } finally {
    inner.fill(0);
  }
}

export function wipeParts(parts: PrivateKeyParts): void {
  for (const number of Object.values(parts) as Uint8Array[]) number.fill(0);
}
