/** Ed25519 by OpenSSL, for signatures of nkeys: the portable one of libs/sealing blocks the event loop for 50 ms. */
import { createPublicKey, verify } from 'node:crypto';

/** SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410 section 4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}
