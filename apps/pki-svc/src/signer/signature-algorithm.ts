/**
 * How an issuer's key signs: one row per key algorithm. SHA-1 does not exist here.
 * Governing documents: RFC 5758 (ECDSA), RFC 4055 (RSA PKCS#1 v1.5), SP 800-78-5 table 3.
 */
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { nullValue, objectIdentifier, sequence } from '../der/der-writer.js';
import { oid } from '../der/object-identifiers.js';

export interface SignatureAlgorithm {
  hash: 'sha256' | 'sha384';
  oid: string;
  /** AlgorithmIdentifier, DER. */
  identifier: Buffer;
  /** The identifier of the hash alone, for CMS. */
  digestIdentifier: Buffer;
  /** How long a signature is; an ECDSA signature is shorter now and then. */
  signatureBytesAtMost: number;
}

/** fieldBytes: of the curve. SEQUENCE of two INTEGERs, each with a sign byte at most. */
const ecdsa = (hash: SignatureAlgorithm['hash'], id: string, fieldBytes: number): SignatureAlgorithm => ({
  hash,
  oid: id,
  identifier: sequence(objectIdentifier(id)),
  digestIdentifier: sequence(objectIdentifier(oid[hash])),
  signatureBytesAtMost: 2 + 2 * (2 + 1 + fieldBytes),
});
const rsa = (modulusBits: number): SignatureAlgorithm => ({
  hash: 'sha256',
  oid: oid.sha256WithRsa,
  identifier: sequence(objectIdentifier(oid.sha256WithRsa), nullValue()),
  digestIdentifier: sequence(objectIdentifier(oid.sha256)),
  signatureBytesAtMost: modulusBits / 8,
});

const rows: Partial<Record<KeyAlgorithm, SignatureAlgorithm>> = {
  ECCP256: ecdsa('sha256', oid.ecdsaWithSha256, 32),
  ECCP384: ecdsa('sha384', oid.ecdsaWithSha384, 48),
  RSA2048: rsa(2048),
  RSA3072: rsa(3072),
  RSA4096: rsa(4096),
};

/** Throws TypeError for keys that no issuer of ours may have. */
export function signatureAlgorithm(keyAlgorithm: KeyAlgorithm): SignatureAlgorithm {
  const row = rows[keyAlgorithm];
  if (!row) throw new TypeError(`${keyAlgorithm} does not sign certificates here`);
  return row;
}
