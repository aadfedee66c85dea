/**
 * EMSA-PKCS1-v1_5: the block that a card's raw RSA turns into a signature. The digest is made by the caller (this library
 * has no hash). Governing document: RFC 8017 section 9.2.
 */
import { concat, fromHex } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';

/** DigestInfo before the digest itself, RFC 8017 section 9.2 note 1. */
const digestInfo = {
  'SHA-256': { prefix: fromHex('3031300d060960864801650304020105000420'), length: 32 },
  'SHA-384': { prefix: fromHex('3041300d060960864801650304020205000430'), length: 48 },
  'SHA-512': { prefix: fromHex('3051300d060960864801650304020305000440'), length: 64 },
} as const;

export type HashName = keyof typeof digestInfo;

/** 00 01 FF.. 00 DigestInfo, of exactly `blockLength` bytes (the modulus length). Throws FIELD_LENGTH. */
export function emsaPkcs1v15(hash: HashName, digest: Uint8Array, blockLength: number): Uint8Array {
  const { prefix, length } = digestInfo[hash];
  const padding = blockLength - prefix.length - digest.length - 3;
  if (digest.length !== length || padding < 8)
    throw new CardProtocolError('FIELD_LENGTH', `not a ${hash} digest, or too small a block`);
  return concat(Uint8Array.of(0x00, 0x01), new Uint8Array(padding).fill(0xff), Uint8Array.of(0x00), prefix, digest);
}
