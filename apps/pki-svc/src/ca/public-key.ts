/**
 * Public keys as they come from a card or from the archive: which algorithm they are, whether they are well formed and of no kind that
 * is known to be bad, and their identifiers. Proof of possession is the saga's; a key that passes here is only a good key. Governing
 * documents: RFC 5280 section 4.1.2.7, RFC 5480, RFC 8410, SP 800-78-5 section 3.1; RFC 7093 section 2 for the key identifier (no SHA-1).
 */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { readElements, readSequence } from '../der/der-reader.js';
import { publishedKeys } from './published-keys.js';
import { weakCurve25519Kind } from './weak-curve25519.js';
import { weakRsaKind } from './weak-rsa.js';

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

/**
 * Throws PKI_PUBLIC_KEY_REJECTED {reason, kind}. kind: `not-a-key`, `encoding`, `algorithm`, `published`, or the row of weak-rsa.ts or
 * weak-curve25519.ts that the key is of.
 */
export function certifiablePublicKey(spki: Buffer): CertifiablePublicKey {
  const sha256Hex = createHash('sha256').update(spki).digest('hex').toUpperCase();
  const known = lately.get(sha256Hex);
  if (known) return known;
  const key = readKey(spki);
  const algorithm = algorithmOf(key);
  const published = publishedKeys.get(sha256Hex);
  if (published !== undefined) throw rejected('published', `its private key is published (${published})`);
  const weak = weakKind(key);
  if (weak) throw rejected(weak.kind, weak.says);
  const certifiable = { algorithm, spki: Buffer.from(spki), sha256Hex, keyIdentifier: keyIdentifier(spki) };
  if (lately.size >= rememberedKeys) lately.delete(lately.keys().next().value!);
  lately.set(sha256Hex, certifiable);
  return certifiable;
}

/** A key is checked when its certificate is requested, planned and linted. The costly part is done once. */
const lately = new Map<string, CertifiablePublicKey>();
const rememberedKeys = 100;

/** Of a key that a certificate has already; undefined: of none that cards may have. */
export const keyAlgorithmOf = (spki: Buffer): KeyAlgorithm | undefined =>
  keyAlgorithm(createPublicKey({ key: spki, format: 'der', type: 'spki' }));

/** RFC 7093 section 2 method 1. */
export function keyIdentifier(spki: Buffer): Buffer {
  const bits = readSequence(spki)[1]!.content.subarray(1);
  return createHash('sha256').update(bits).digest().subarray(0, 20);
}

function readKey(spki: Buffer): KeyObject {
  let key: KeyObject;
  let again: Buffer;
  try {
    key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    // This comes before any other use of the key: it throws for the point at infinity, whose details make Node 20 abort the process.
    again = key.export({ format: 'der', type: 'spki' });
  } catch {
    throw rejected('not-a-key', 'it is none, or its point is not on the curve');
  }
  // Each key must have exactly one encoding; otherwise it could be certified twice under two hashes. OpenSSL does not normalise a
  // compressed point or a curve with explicit parameters.
  const isPoint = key.asymmetricKeyType === 'ec';
  if (!again.equals(spki) || (isPoint && !uncompressedOnNamedCurve(spki)))
    throw rejected('encoding', 'it is not in its canonical encoding');
  return key;
}

/** RFC 5480 section 2: the curve by its OID, the point as 04 and both coordinates, which have the same length. */
function uncompressedOnNamedCurve(spki: Buffer): boolean {
  const [algorithm, point] = readSequence(spki);
  const parameters = readElements(algorithm!.content)[1];
  return parameters?.tag === 0x06 && point!.content[0] === 0 && point!.content[1] === 0x04;
}

function algorithmOf(key: KeyObject): KeyAlgorithm {
  const algorithm = keyAlgorithm(key);
  if (algorithm === undefined)
    throw rejected('algorithm', 'its algorithm or size is none of those that cards may have');
  return algorithm;
}

function weakKind(key: KeyObject): { kind: string; says: string } | undefined {
  const { asymmetricKeyType: type } = key;
  if (type === 'ec') return undefined;
  const { n, e, x } = key.export({ format: 'jwk' }) as { n?: string; e?: string; x?: string };
  if (type === 'rsa') return weakRsaKind({ modulus: integerOf(n!), exponent: integerOf(e!) });
  return weakCurve25519Kind(type as 'ed25519' | 'x25519', Buffer.from(x!, 'base64url'));
}

const integerOf = (base64url: string): bigint => BigInt(`0x${Buffer.from(base64url, 'base64url').toString('hex')}`);

const rejected = (kind: string, reason: string): CardwrightError =>
  new CardwrightError('PKI_PUBLIC_KEY_REJECTED', onlyInEnglish(`The public key is not allowed: ${reason}`), {
    kind,
    reason,
  });

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
