/** The port by node:crypto. For card-session and the simulated card: a pure room may not have it. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { concat } from '../../bytes.js';
import { CardProtocolError } from '../../card-protocol-error.js';
import type { EcPoint } from '../cose-key.js';
import type { CtapCryptography, KeyAgreement } from './cryptography.port.js';

const cipher = 'aes-256-cbc';

export const nodeCryptography: CtapCryptography = {
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  hmacSha256: (key, data) => new Uint8Array(createHmac('sha256', key).update(data).digest()),
  encryptAesCbc(key, iv, plain) {
    const encrypting = createCipheriv(cipher, key, iv).setAutoPadding(false);
    return concat(encrypting.update(plain), encrypting.final());
  },
  decryptAesCbc(key, iv, encrypted) {
    const decrypting = createDecipheriv(cipher, key, iv).setAutoPadding(false);
    return concat(decrypting.update(encrypted), decrypting.final());
  },
  newKeyAgreement,
  equal: (one, other) => one.length === other.length && timingSafeEqual(one, other),
};

function newKeyAgreement(): KeyAgreement {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  return {
    publicKey: { x: bytesOf(x!), y: bytesOf(y!) },
    agree: (peer) => new Uint8Array(diffieHellman({ privateKey, publicKey: publicKeyOf(peer) })),
  };
}

function publicKeyOf({ x, y }: EcPoint) {
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) }, format: 'jwk' });
  } catch {
    throw new CardProtocolError('FIELD_VALUE', 'a point that is not on P-256');
  }
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
