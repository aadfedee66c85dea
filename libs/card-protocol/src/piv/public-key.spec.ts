import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { concat, fromHex, toHex } from '../bytes.js';
import { derChildren, derInteger, derOid, oidText, unsignedInteger } from '../der/der.js';
import { encodeTlv } from '../tlv/ber-tlv.js';
import type { AsymmetricAlgorithmName } from './algorithm.js';
import { encodeSpki, parsePublicKeyTemplate, type PublicKey } from './public-key.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });
const b64 = (text: string | undefined): Uint8Array => Uint8Array.from(Buffer.from(text!, 'base64url'));

const make: Record<string, () => KeyObject> = {
  RSA2048: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey,
  ECCP256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
  ECCP384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey,
  ED25519: () => generateKeyPairSync('ed25519').publicKey,
  X25519: () => generateKeyPairSync('x25519').publicKey,
};

/** The template as a card would answer, made from the JWK: none of our own code. */
function template(key: KeyObject): Uint8Array {
  const { n, e, x, y, kty } = key.export({ format: 'jwk' });
  const fields = n
    ? concat(encodeTlv(0x81, b64(n)), encodeTlv(0x82, b64(e)))
    : encodeTlv(0x86, kty === 'EC' ? concat(Uint8Array.of(4), b64(x), b64(y)) : b64(x));
  return encodeTlv(0x7f49, fields);
}

describe('public keys', () => {
  it.each(Object.keys(make) as AsymmetricAlgorithmName[])('%s: template to SubjectPublicKeyInfo', (algorithm) => {
    const key = make[algorithm]!();
    const expected = key.export({ format: 'der', type: 'spki' });
    const parsed = parsePublicKeyTemplate(algorithm, template(key));
    expect(toHex(encodeSpki(parsed))).toBe(expected.toString('hex'));
  });
  it('drops leading zeros of a modulus, keeps the sign byte in DER', () => {
    const modulus = new Uint8Array(256).fill(0xf1);
    const data = encodeTlv(0x7f49, encodeTlv(0x81, Uint8Array.of(0), modulus), encodeTlv(0x82, fromHex('00010001')));
    const key = parsePublicKeyTemplate('RSA2048', data) as PublicKey & { modulus: Uint8Array };
    expect(key.modulus).toEqual(modulus);
    expect(
      createPublicKey({ key: Buffer.from(encodeSpki(key)), format: 'der', type: 'spki' }).asymmetricKeyDetails,
    ).toEqual({
      modulusLength: 2048,
      publicExponent: 65537n,
    });
  });
  it.each([
    ['RSA2048', '81', 255, 'KEY_LENGTH'],
    ['RSA2048', '81', 257, 'KEY_LENGTH'],
    ['RSA3072', '81', 256, 'KEY_LENGTH'],
  ] as const)('refuses / %s modulus of %s %i bytes', (algorithm, _tag, length, code) => {
    const data = encodeTlv(
      0x7f49,
      encodeTlv(0x81, new Uint8Array(length).fill(0xf1)),
      encodeTlv(0x82, fromHex('010001')),
    );
    expect(() => parsePublicKeyTemplate(algorithm, data)).toThrow(failure(code));
  });
  it('refuses / modulus with its top bit clear, exponent 3', () => {
    const weak = encodeTlv(0x7f49, encodeTlv(0x81, new Uint8Array(256).fill(0x71)), encodeTlv(0x82, fromHex('010001')));
    const three = encodeTlv(0x7f49, encodeTlv(0x81, new Uint8Array(256).fill(0xf1)), encodeTlv(0x82, fromHex('03')));
    expect(() => parsePublicKeyTemplate('RSA2048', weak)).toThrow(failure('KEY_LENGTH'));
    expect(() => parsePublicKeyTemplate('RSA2048', three)).toThrow(failure('FIELD_VALUE'));
  });
  it.each([
    ['ECCP256', '02' + '11'.repeat(32), 'KEY_LENGTH'],
    ['ECCP256', '04' + '11'.repeat(96), 'KEY_LENGTH'],
    ['ECCP384', '06' + '11'.repeat(96), 'KEY_LENGTH'],
    ['X25519', '11'.repeat(33), 'KEY_LENGTH'],
  ] as const)('refuses / %s point %s', (algorithm, hex, code) =>
    expect(() => parsePublicKeyTemplate(algorithm, encodeTlv(0x7f49, encodeTlv(0x86, fromHex(hex))))).toThrow(
      failure(code),
    ),
  );
  it('refuses / a template without the key, another tag', () => {
    expect(() => parsePublicKeyTemplate('ECCP256', encodeTlv(0x7f49))).toThrow(failure('TLV_MISSING'));
    expect(() => parsePublicKeyTemplate('ECCP256', encodeTlv(0x30))).toThrow(failure('TLV_UNEXPECTED'));
  });
});

describe('DER', () => {
  it.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [65537, '0203010001'],
  ])('INTEGER %i', (value, hex) => {
    expect(toHex(derInteger(value))).toBe(hex);
    expect(toHex(derInteger(fromHex('0000' + value.toString(16).padStart(6, '0'))))).toBe(hex);
  });
  it.each(['2.16.840.1.101.3.4.2.1', '1.2.840.10045.3.1.7', '2.23.136.1.1.1', '2.999.3', '0.9.2342'])('OID %s', (oid) =>
    expect(oidText(derOid(oid).slice(2))).toBe(oid),
  );
  it('refuses / broken values', () => {
    expect(() => derOid('1')).toThrow(failure('DER_INVALID'));
    expect(() => derOid('1.2.x')).toThrow(failure('DER_INVALID'));
    expect(() => oidText(fromHex('2a86'))).toThrow(failure('DER_INVALID'));
    expect(() => oidText(fromHex(''))).toThrow(failure('DER_INVALID'));
    expect(() => unsignedInteger(fromHex('80'))).toThrow(failure('DER_INVALID'));
    expect(() => derChildren(fromHex('02810105'))).toThrow(failure('DER_INVALID'));
  });
});
