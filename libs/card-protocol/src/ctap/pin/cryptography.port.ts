/** What the PIN/UV auth protocols compute with. This library has no platform API: node-cryptography.ts is what implements it. */
import type { EcPoint } from '../cose-key.js';

export interface KeyAgreement {
  readonly publicKey: EcPoint;
  /** The x coordinate of the shared point, 32 bytes. Throws FIELD_VALUE for a point that is not on the curve. */
  agree(peer: EcPoint): Uint8Array;
}

export interface CtapCryptography {
  randomBytes(length: number): Uint8Array;
  sha256(data: Uint8Array): Uint8Array;
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** AES-256 in CBC mode without padding: whole blocks in, as many out. */
  encryptAesCbc(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array;
  decryptAesCbc(key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Uint8Array;
  /** A key pair of P-256 that is used once. */
  newKeyAgreement(): KeyAgreement;
  /** In constant time. */
  equal(one: Uint8Array, other: Uint8Array): boolean;
}
