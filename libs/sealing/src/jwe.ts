/**
 * One JWE profile for every sealed thing: compact, ECDH-ES on P-256 with A256GCM, all parameters in the protected header.
 * No other algorithm is ever accepted, so a sender cannot talk a receiver down. Governing documents: RFC 7516, RFC 7518.
 */
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, importJWK } from 'jose';
import type { CryptoKey } from 'jose';

export interface EcPublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}
/** Application parameters of the protected header: bound to the ciphertext, readable by everybody. */
export type SealHeader = Record<string, string | number>;

/** A fresh P-256 pair for ECDH-ES. The private half cannot be exported unless asked for. */
export async function makeKeyPair(extractable = false): Promise<{ publicJwk: EcPublicJwk; privateKey: CryptoKey }> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, extractable, ['deriveBits']);
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { publicJwk: { kty: 'EC', crv: 'P-256', x: x!, y: y! }, privateKey: pair.privateKey };
}

/** 32 bytes as base64url, RFC 7518 section 6.2.1. */
const isCoordinate = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value);

/**
 * The four public members, nothing else; undefined when the JWK has not the form of a P-256 public key (`d` is refused too).
 * Whether x and y are a point of the curve is not checked here.
 */
export function asEcPublicJwk(jwk: Record<string, unknown> | EcPublicJwk): EcPublicJwk | undefined {
  const { kty, crv, x, y } = jwk as Record<string, unknown>;
  if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y) || 'd' in jwk) return undefined;
  return { kty, crv, x, y };
}

/**
 * Compact JWE of the bytes for the holder of the private half; undefined when the JWK is no P-256 public key. That x and y have the
 * right form says little: most such pairs are no point of the curve, and only the import finds that out.
 */
export async function sealBytes(
  plaintext: Uint8Array,
  jwk: Record<string, unknown> | EcPublicJwk,
  header: SealHeader,
): Promise<string | undefined> {
  const key = await importPublicJwk(jwk);
  return (
    key && new CompactEncrypt(plaintext).setProtectedHeader({ ...header, alg: 'ECDH-ES', enc: 'A256GCM' }).encrypt(key)
  );
}

async function importPublicJwk(jwk: Record<string, unknown> | EcPublicJwk) {
  const publicJwk = asEcPublicJwk(jwk);
  try {
    return publicJwk && (await importJWK({ ...publicJwk }, 'ECDH-ES'));
  } catch {
    return undefined;
  }
}

/** The protected header without opening: not authenticated yet. Undefined when it is no compact JWE of our profile. */
export function readHeader(jwe: string): Record<string, unknown> | undefined {
  try {
    const header = decodeProtectedHeader(jwe) as Record<string, unknown>;
    return jwe.split('.').length === 5 && header['alg'] === 'ECDH-ES' && header['enc'] === 'A256GCM'
      ? header
      : undefined;
  } catch {
    return undefined;
  }
}

/** Plaintext, or undefined when the key is not the right one or a byte was changed. The caller wipes it. */
export async function openBytes(jwe: string, privateKey: CryptoKey): Promise<Uint8Array | undefined> {
  try {
    const opened = await compactDecrypt(jwe, privateKey, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return opened.plaintext;
  } catch {
    return undefined;
  }
}
