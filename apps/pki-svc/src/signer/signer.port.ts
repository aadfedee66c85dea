/**
 * The one door to private keys of the CA: sign with a key that is named, and make a new one. Software keys implement it now, an HSM
 * later; nothing above it ever sees key bytes.
 */
import type { EntityManager } from 'typeorm';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';

export interface SignerKey {
  keyId: string;
  algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  spki: Buffer;
}

/** `manager`: the caller's transaction, for a signer that keeps its keys in the same database; others do not look at it. */
export abstract class Signer {
  /** Makes a key that this signer keeps. */
  abstract generate(keyId: string, algorithm: KeyAlgorithm, manager?: EntityManager): Promise<SignerKey>;
  /** Checks that the key can be used now. Throws PKI_SIGNER_UNAVAILABLE. */
  abstract check(keyId: string): Promise<void>;
  /** Signature over `message` (hashed here) as X.509 wants it: ECDSA as DER, RSA PKCS#1 v1.5. Throws PKI_SIGNER_UNAVAILABLE. */
  abstract sign(keyId: string, message: Buffer, manager?: EntityManager): Promise<Buffer>;
  /** Signature by an RSA key as JOSE wants it: RSASSA-PSS with SHA-256 and a salt of 32 bytes (PS256). Throws PKI_SIGNER_UNAVAILABLE. */
  abstract signPss(keyId: string, message: Buffer): Promise<Buffer>;
  /** The same as `sign` over a message that is too large to be in memory, piece by piece. */
  abstract signPieces(keyId: string, pieces: AsyncIterable<Buffer>, manager?: EntityManager): Promise<Buffer>;
}
