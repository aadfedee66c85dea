/**
 * What a PIV card does with its private keys, on raw blocks as the card gets them: RSA without padding, ECDSA over a
 * digest that the host made, ECDH, Ed25519, X25519; and the card's encodings of public and imported keys.
 * node:crypto cannot sign a ready digest (it hashes again), hence @noble/curves for ECDSA.
 * Governing documents: SP 800-73-5 Part 2 section 3.2.4 and table 11, SP 800-78-5.
 */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  privateEncrypt,
  sign,
  type KeyObject,
} from 'node:crypto';
import { p256, p384 } from '@noble/curves/nist.js';
import { concat } from '@cardwright/card-protocol/bytes';
import { asymmetricAlgorithm, type AsymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import { encodeTlv, findValue, requireValue, type Tlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { refuse } from '../status-word/status-error.js';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const bytesOf = (text: string | undefined): Uint8Array => new Uint8Array(Buffer.from(text ?? '', 'base64url'));

export const exportPrivateKey = (key: KeyObject): string =>
  key.export({ format: 'der', type: 'pkcs8' }).toString('base64');

/** Keys used last: reading one costs more than a signature with it, and a card reads its key at every command. */
const imported = new Map<string, KeyObject>();
const importedMax = 64;

export function importPrivateKey(pkcs8Base64: string): KeyObject {
  const known = imported.get(pkcs8Base64);
  if (known !== undefined) return known;
  const key = createPrivateKey({ key: Buffer.from(pkcs8Base64, 'base64'), format: 'der', type: 'pkcs8' });
  for (const oldest of imported.keys()) {
    if (imported.size < importedMax) break;
    imported.delete(oldest);
  }
  imported.set(pkcs8Base64, key);
  return key;
}

/** SubjectPublicKeyInfo, DER. */
export const publicKeySpki = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' });

/** 81 modulus, 82 exponent, or 86 point: the inside of 7F49 (SP 800-73-5 Part 2 table 11). */
export function encodePublicKey(key: KeyObject): Uint8Array {
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  if (jwk.kty === 'RSA') return concat(encodeTlv(0x81, bytesOf(jwk.n)), encodeTlv(0x82, bytesOf(jwk.e)));
  if (jwk.kty === 'EC') return encodeTlv(0x86, concat(Uint8Array.of(0x04), bytesOf(jwk.x), bytesOf(jwk.y)));
  return encodeTlv(0x86, bytesOf(jwk.x));
}

/** GENERAL AUTHENTICATE tag 81: RSA private operation on a whole block, ECDSA over a digest, Ed25519 over a message. */
export function usePrivateKey(algorithm: AsymmetricAlgorithmName, key: KeyObject, input: Uint8Array): Uint8Array {
  const { kind, bits, inputLength } = asymmetricAlgorithm(algorithm);
  if (kind === 'RSA') {
    if (input.length !== inputLength) refuse('wrongData');
    try {
      return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, input);
    } catch {
      // Not below the modulus.
      return refuse('wrongData');
    }
  }
  if (kind === 'EdDSA') return sign(null, input, key);
  if (kind === 'XDH') refuse('wrongData');
  if (input.length === 0 || input.length > inputLength) refuse('wrongData');
  const digest = concat(new Uint8Array(inputLength - input.length), input);
  const scalar = bytesOf(key.export({ format: 'jwk' }).d);
  const curve = bits === 256 ? p256 : p384;
  return curve.sign(digest, scalar, { prehash: false, lowS: false, format: 'der' });
}

/** GENERAL AUTHENTICATE tag 85: the x coordinate of the shared point (ECC), or the shared secret (X25519). */
export function agreeKey(algorithm: AsymmetricAlgorithmName, key: KeyObject, peer: Uint8Array): Uint8Array {
  const { kind, bits, inputLength } = asymmetricAlgorithm(algorithm);
  if (kind === 'RSA' || kind === 'EdDSA') refuse('wrongData');
  try {
    const jwk =
      kind === 'XDH'
        ? { kty: 'OKP', crv: 'X25519', x: base64url(peer) }
        : {
            kty: 'EC',
            crv: `P-${bits}`,
            x: base64url(peer.subarray(1, 1 + inputLength)),
            y: base64url(peer.subarray(1 + inputLength)),
          };
    if (kind === 'ECC' && (peer[0] !== 0x04 || peer.length !== 1 + 2 * inputLength)) refuse('wrongData');
    return diffieHellman({ privateKey: key, publicKey: createPublicKey({ key: jwk, format: 'jwk' }) });
  } catch {
    // A point that is not on the curve, or of low order.
    return refuse('wrongData');
  }
}

const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
function fromBigInt(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return new Uint8Array(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
}
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  if (a !== 1n) refuse('wrongData');
  return ((x % modulus) + modulus) % modulus;
}

/** IMPORT of the vendor extensions: 01..05 RSA primes, exponents and coefficient; 06 EC scalar; 07 Ed25519, 08 X25519 seed. */
export function decodeImportedKey(algorithm: AsymmetricAlgorithmName, parts: readonly Tlv[]): KeyObject {
  const { kind, bits, inputLength } = asymmetricAlgorithm(algorithm);
  try {
    if (kind === 'RSA')
      return importedRsa(
        bits,
        [1, 2, 3, 4, 5].map((tag) => requireValue(parts, tag)),
      );
    const tag = kind === 'ECC' ? 0x06 : kind === 'EdDSA' ? 0x07 : 0x08;
    const secret = requireValue(parts, tag);
    if (secret.length !== inputLength || findValue(parts, 0x01) !== undefined) refuse('wrongData');
    return kind === 'ECC' ? importedEc(bits, secret) : importedOkp(kind, secret);
  } catch {
    return refuse('wrongData');
  }
}

function importedRsa(bits: number, numbers: readonly Uint8Array[]): KeyObject {
  const [p, q, dp, dq, qi] = numbers as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const [P, Q] = [toBigInt(p), toBigInt(q)];
  const modulus = P * Q;
  if (modulus.toString(2).length !== bits) refuse('wrongData');
  // The command carries no exponent: every client of the extension uses 65537.
  const d = inverse(65537n, (P - 1n) * (Q - 1n));
  if (d % (P - 1n) !== toBigInt(dp) || d % (Q - 1n) !== toBigInt(dq)) refuse('wrongData');
  const part = (value: Uint8Array) => base64url(fromBigInt(toBigInt(value)));
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: base64url(fromBigInt(modulus)),
      e: 'AQAB',
      d: base64url(fromBigInt(d)),
      p: part(p),
      q: part(q),
      dp: part(dp),
      dq: part(dq),
      qi: part(qi),
    },
  });
}

function importedEc(bits: number, scalar: Uint8Array): KeyObject {
  const point = (bits === 256 ? p256 : p384).getPublicKey(scalar, false);
  const half = (point.length - 1) / 2;
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: `P-${bits}`,
      d: base64url(scalar),
      x: base64url(point.subarray(1, 1 + half)),
      y: base64url(point.subarray(1 + half)),
    },
  });
}

/** PKCS#8 of RFC 8410: the algorithm, and the 32 bytes in an OCTET STRING inside another. */
function importedOkp(kind: 'EdDSA' | 'XDH', seed: Uint8Array): KeyObject {
  const oid = kind === 'EdDSA' ? 0x70 : 0x6e;
  const der = concat(
    Uint8Array.of(0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, oid, 0x04, 0x22, 0x04, 0x20),
    seed,
  );
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
}
