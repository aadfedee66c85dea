/**
 * Public keys as they come from a card: which algorithm they are, whether they are well formed, and their identifiers.
 * Proof of possession is the saga's; a key that passes here is only a good key. Governing documents: RFC 5280 section 4.1.2.7,
 * RFC 5480, RFC 8410, SP 800-78-5 section 3.1; RFC 7093 section 2 for the key identifier (no SHA-1).
 */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { readElements, readSequence } from '../der/der-reader.js';

export interface CertifiablePublicKey {
  algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  spki: Buffer;
  sha256Hex: string;
  /** Leftmost 160 bits of SHA-256 over the subjectPublicKey bits (RFC 7093 method 1). */
  keyIdentifier: Buffer;
}

const byCurve: Record<string, KeyAlgorithm> = { prime256v1: 'ECCP256', secp384r1: 'ECCP384' };
const byModulusLength: Record<number, KeyAlgorithm> = { 2048: 'RSA2048', 3072: 'RSA3072', 4096: 'RSA4096' };

/** Throws PKI_PUBLIC_KEY_REJECTED {reason}: not DER, off the curve, an unknown algorithm or size, a weak RSA exponent. */
export function certifiablePublicKey(spki: Buffer): CertifiablePublicKey {
  const refuse = (reason: string): never => {
    throw new CardwrightError('PKI_PUBLIC_KEY_REJECTED', undefined, { reason });
  };
  let key: KeyObject;
  let canonical: Buffer;
  try {
    key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    canonical = key.export({ format: 'der', type: 'spki' });
  } catch {
    return refuse('not a public key');
  }
  // One key, one encoding: otherwise the same key could be certified twice under two hashes.
  if (!canonical.equals(spki)) refuse('not the canonical encoding');
  const algorithm = keyAlgorithm(key) ?? refuse('algorithm or size');
  if (key.asymmetricKeyType === 'rsa') checkRsa(key, refuse);
  return {
    algorithm,
    spki,
    sha256Hex: createHash('sha256').update(spki).digest('hex').toUpperCase(),
    keyIdentifier: keyIdentifier(spki),
  };
}

/** RFC 7093 section 2 method 1. */
export function keyIdentifier(spki: Buffer): Buffer {
  const bits = readSequence(spki)[1]!.content.subarray(1);
  return createHash('sha256').update(bits).digest().subarray(0, 20);
}

function keyAlgorithm(key: KeyObject): KeyAlgorithm | undefined {
  const details = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return byModulusLength[details.modulusLength ?? 0];
    case 'ec':
      return byCurve[details.namedCurve ?? ''];
    case 'ed25519':
      return 'ED25519';
    case 'x25519':
      return 'X25519';
    default:
      return undefined;
  }
}

/** SP 800-78-5 section 3.1: exponent 65537 or above, odd; products of small primes are no keys. */
function checkRsa(key: KeyObject, refuse: (reason: string) => never): void {
  const exponent = key.asymmetricKeyDetails?.publicExponent ?? 0n;
  if (exponent < 65537n || exponent % 2n === 0n || exponent >= 1n << 256n) refuse('RSA exponent');
  const spki = key.export({ format: 'der', type: 'spki' });
  const rsaPublicKey = readSequence(spki)[1]!.content.subarray(1);
  const modulus = BigInt(`0x${readElements(readElements(rsaPublicKey)[0]!.content)[0]!.content.toString('hex')}`);
  for (const prime of smallPrimes) if (modulus % prime === 0n) refuse('RSA modulus has a small factor');
}

const smallPrimes: bigint[] = (() => {
  const primes: bigint[] = [];
  for (let candidate = 2; candidate < 752; candidate++)
    if (primes.every((prime) => candidate % Number(prime) !== 0)) primes.push(BigInt(candidate));
  return primes;
})();
