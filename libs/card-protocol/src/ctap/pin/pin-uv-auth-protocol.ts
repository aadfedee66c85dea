/**
 * PIN/UV auth protocols one and two: how a PIN and a token travel encrypted between a host and an authenticator, and how a token authenticates
 * a request. Both sides compute the same. Governing document: CTAP 2.1 sections 6.5.6 (one) and 6.5.7 (two).
 */
import { asciiBytes, concat } from '../../bytes.js';
import { CardProtocolError } from '../../card-protocol-error.js';
import type { CtapCryptography } from './cryptography.port.js';

export interface PinUvAuthProtocol {
  readonly version: 1 | 2;
  /** From the x coordinate of the shared point; what encrypt, decrypt and authenticate take as their key. */
  sharedSecret(agreed: Uint8Array): Uint8Array;
  /** plain: whole blocks of 16 bytes. */
  encrypt(sharedSecret: Uint8Array, plain: Uint8Array): Uint8Array;
  /** Throws CTAP_PIN_AUTH for a length that no encryption gives. */
  decrypt(sharedSecret: Uint8Array, encrypted: Uint8Array): Uint8Array;
  /** key: a shared secret, or a token. 16 bytes (one), 32 bytes (two). */
  authenticate(key: Uint8Array, message: Uint8Array): Uint8Array;
  verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

const blockBytes = 16;
const [hmacKeyBytes, noSalt] = [32, new Uint8Array(32)];

/** undefined: the specification has no protocol of this number. */
export function pinUvAuthProtocol(version: number, crypto: CtapCryptography): PinUvAuthProtocol | undefined {
  if (version === 1) return protocolOne(crypto);
  return version === 2 ? protocolTwo(crypto) : undefined;
}

function protocolOne(crypto: CtapCryptography): PinUvAuthProtocol {
  const zeroIv = new Uint8Array(blockBytes);
  const authenticate: PinUvAuthProtocol['authenticate'] = (key, message) =>
    crypto.hmacSha256(key, message).slice(0, 16);
  return {
    version: 1,
    sharedSecret: (agreed) => crypto.sha256(agreed),
    encrypt: (secret, plain) => crypto.encryptAesCbc(secret, zeroIv, plain),
    decrypt: (secret, encrypted) => crypto.decryptAesCbc(secret, zeroIv, wholeBlocks(encrypted)),
    authenticate,
    verify: (key, message, signature) => crypto.equal(authenticate(key, message), signature),
  };
}

function protocolTwo(crypto: CtapCryptography): PinUvAuthProtocol {
  const authenticate: PinUvAuthProtocol['authenticate'] = (key, message) =>
    crypto.hmacSha256(key.subarray(0, hmacKeyBytes), message);
  /** HKDF-SHA-256 (RFC 5869) for one block: no salt means 32 zeros. */
  const derive = (agreed: Uint8Array, info: string): Uint8Array =>
    crypto.hmacSha256(crypto.hmacSha256(noSalt, agreed), concat(asciiBytes(info), Uint8Array.of(1)));
  return {
    version: 2,
    sharedSecret: (agreed) => concat(derive(agreed, 'CTAP2 HMAC key'), derive(agreed, 'CTAP2 AES key')),
    encrypt: (secret, plain) => {
      const iv = crypto.randomBytes(blockBytes);
      return concat(iv, crypto.encryptAesCbc(secret.subarray(hmacKeyBytes), iv, plain));
    },
    decrypt: (secret, encrypted) => {
      const [iv, rest] = [encrypted.subarray(0, blockBytes), encrypted.subarray(blockBytes)];
      return crypto.decryptAesCbc(secret.subarray(hmacKeyBytes), iv, wholeBlocks(rest));
    },
    authenticate,
    verify: (key, message, signature) => crypto.equal(authenticate(key, message), signature),
  };
}

function wholeBlocks(encrypted: Uint8Array): Uint8Array {
  if (encrypted.length === 0 || encrypted.length % blockBytes !== 0)
    throw new CardProtocolError('CTAP_PIN_AUTH', 'not whole blocks');
  return encrypted;
}
