/**
 * Public keys: the card's template (7F49 with 81 modulus, 82 exponent, or 86 point) and SubjectPublicKeyInfo DER, both
 * ways. Checks shape and size, not that a point lies on its curve: the CA checks that before it signs.
 * Governing documents: SP 800-73-5 Part 2 table 21, RFC 3279 section 2.3.1, RFC 5480 section 2, RFC 8410 section 4.
 */
import { bytesEqual, fromHex } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { derBitString, derInteger, derNull, derOid, derSequence } from '../der/der.js';
import { decodeTlvs, requireValue, unwrapTlv } from '../tlv/ber-tlv.js';
import { asymmetricAlgorithm, type AsymmetricAlgorithmName } from './algorithm.js';

/** RSA: modulus and exponent without leading zeros. Others: point (04 || X || Y, or the 32 raw bytes of E0 and E1). */
export type PublicKey =
  | { readonly algorithm: AsymmetricAlgorithmName; readonly modulus: Uint8Array; readonly exponent: Uint8Array }
  | { readonly algorithm: AsymmetricAlgorithmName; readonly point: Uint8Array };

const publicKeyTemplateTag = 0x7f49;
const rsaEncryption = '1.2.840.113549.1.1.1';
const ecPublicKey = '1.2.840.10045.2.1';
/** 65537: the only exponent SP 800-78-5 section 3.1 allows on a card. */
const rsaPublicExponent = fromHex('010001');

/** From the answer to GENERATE ASYMMETRIC KEY PAIR. Throws TLV_*, KEY_LENGTH, FIELD_VALUE. */
export function parsePublicKeyTemplate(algorithm: AsymmetricAlgorithmName, data: Uint8Array): PublicKey {
  return parsePublicKeyFields(algorithm, unwrapTlv(data, publicKeyTemplateTag));
}

/** As parsePublicKeyTemplate, for the fields without 7F49 around them (GET METADATA tag 04). */
export function parsePublicKeyFields(algorithm: AsymmetricAlgorithmName, data: Uint8Array): PublicKey {
  const fields = decodeTlvs(data);
  if (asymmetricAlgorithm(algorithm).kind !== 'RSA')
    return checkedKey({ algorithm, point: requireValue(fields, 0x86) });
  const exponent = stripZeros(requireValue(fields, 0x82));
  return checkedKey({ algorithm, modulus: stripZeros(requireValue(fields, 0x81)), exponent });
}

/** SubjectPublicKeyInfo, DER. */
export function encodeSpki(key: PublicKey): Uint8Array {
  if (!('point' in key))
    return derSequence(
      derSequence(derOid(rsaEncryption), derNull()),
      derBitString(derSequence(derInteger(key.modulus), derInteger(key.exponent))),
    );
  const { kind, oid } = asymmetricAlgorithm(key.algorithm);
  const identifier = kind === 'ECC' ? [derOid(ecPublicKey), derOid(oid!)] : [derOid(oid!)];
  return derSequence(derSequence(...identifier), derBitString(key.point));
}

function checkedKey<Key extends PublicKey>(key: Key): Key {
  const { kind, inputLength, name } = asymmetricAlgorithm(key.algorithm);
  if ('point' in key) {
    const expected = kind === 'ECC' ? 2 * inputLength + 1 : inputLength;
    if (key.point.length !== expected || (kind === 'ECC' && key.point[0] !== 0x04))
      throw new CardProtocolError('KEY_LENGTH', `not an uncompressed ${name} point`);
    return key;
  }
  if (key.modulus.length !== inputLength || !(key.modulus[0]! & 0x80))
    throw new CardProtocolError('KEY_LENGTH', `not an ${name} modulus`);
  if (!bytesEqual(key.exponent, rsaPublicExponent))
    throw new CardProtocolError('FIELD_VALUE', 'an RSA exponent other than 65537');
  return key;
}

function stripZeros(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start <= 0 ? bytes : bytes.slice(start);
}
