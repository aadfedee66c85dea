/**
 * Public nkeys (`U...`): base32 of a prefix byte, the Ed25519 public key and a CRC-16. Pure, so that a browser and the
 * vault check an agent's signature the same way; makes and holds no private key.
 * Governing document: the NATS nkeys README (encoding), RFC 8032 (Ed25519).
 */
import { ed25519 } from '@noble/curves/ed25519.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Prefix byte of a user key; its base32 text starts with `U`. */
const userPrefix = 20 << 3;

/** The 32-byte Ed25519 public key of a user nkey, or undefined when the text is not one. */
export function userNkeyToEd25519(nkey: string): Uint8Array | undefined {
  // 1 + 32 + 2 bytes are exactly 56 base32 characters, so there is never padding.
  if (nkey.length !== 56) return undefined;
  const bytes = new Uint8Array(35);
  let buffer = 0;
  let bits = 0;
  let length = 0;
  for (const character of nkey) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    buffer = (buffer << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (buffer >> bits) & 0xff;
    buffer &= (1 << bits) - 1;
  }
  const checksum = bytes[33]! | (bytes[34]! << 8);
  if (bytes[0] !== userPrefix || crc16(bytes.subarray(0, 33)) !== checksum) return undefined;
  return bytes.slice(1, 33);
}

/** Ed25519 over a raw 32-byte public key. Servers hand in their runtime's own, which is 100 times faster than the portable one. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
const portable: VerifyEd25519 = (publicKey, message, signature) => ed25519.verify(signature, message, publicKey);

/** True when `signature` (64 bytes) is the nkey's over `message`. Never throws: a malformed key or signature is false. */
export function verifyNkeySignature(
  nkey: string,
  message: Uint8Array,
  signature: Uint8Array,
  verify: VerifyEd25519 = portable,
): boolean {
  const publicKey = userNkeyToEd25519(nkey);
  if (publicKey === undefined || signature.length !== 64) return false;
  try {
    return verify(publicKey, message, signature);
  } catch {
    return false;
  }
}

/** CRC-16/XMODEM (polynomial 1021, initial value 0). */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
