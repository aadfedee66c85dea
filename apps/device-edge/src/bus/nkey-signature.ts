/**
 * Ed25519 signatures of the agent's nkey by Node's own crypto: the nkeys package signs in JavaScript, which was a fifth of the
 * agent's work for a card (bench/README.md). The seed stays the caller's; the copies made here are wiped.
 * Governing documents: NATS nkeys (seed: base32 of two prefix bytes, 32 seed bytes, CRC-16), RFC 8410 section 7.
 */
import { createPrivateKey, sign } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const prefixBytes = 2;
const seedBytes = 32;
/** PrivateKeyInfo of Ed25519 up to the seed itself. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `seed`: the text of the seed file. Throws TypeError for anything else. */
export function signWithNkey(seed: Uint8Array, message: Uint8Array): Uint8Array {
  const decoded = decodeBase32(seed);
  const der = Buffer.concat([pkcs8Head, decoded.subarray(prefixBytes, prefixBytes + seedBytes)]);
  try {
    return sign(null, message, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  } finally {
    decoded.fill(0);
    der.fill(0);
  }
}

/** RFC 4648 section 6 without padding. */
function decodeBase32(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefixBytes + seedBytes + 2);
  let [bits, held, at] = [0, 0, 0];
  for (const code of text) {
    const value = alphabet.indexOf(String.fromCharCode(code));
    if (value < 0) break;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    if (at < bytes.length) bytes[at] = (held >> bits) & 0xff;
    at += 1;
  }
  if (at !== bytes.length) throw new TypeError('not an nkey seed');
  return bytes;
}
