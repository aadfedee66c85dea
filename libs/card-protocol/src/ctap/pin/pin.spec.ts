/** Keys, encryptions and MACs below were computed with OpenSSL and Python's hmac from the agreed secret 00 01 .. 1F and the PIN 1234. */
import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex, utf8Bytes } from '../../bytes.js';
import type { CtapCryptography } from './cryptography.port.js';
import { nodeCryptography } from './node-cryptography.js';
import { normalisePin, padPin, pinCodePoints, unpadPin } from './pin-rules.js';
import { pinUvAuthProtocol } from './pin-uv-auth-protocol.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });
const agreed = Uint8Array.from({ length: 32 }, (_, i) => i);
const pinHash = nodeCryptography.sha256(utf8Bytes('1234')).slice(0, 16);
const fixedIv: CtapCryptography = {
  ...nodeCryptography,
  randomBytes: () => fromHex('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf'),
};

describe('PIN/UV auth protocols', () => {
  it.each([
    [
      1,
      '630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd',
      'fe1c3681856425d10cb890b845e05b06',
      '0e1ed6c97a5536d6813284ba23672f5a',
    ],
    [
      2,
      'a689b3b92a6ebab91192408da9c4f05c674a2bc5f938d613077716c719a8df390f6ff2ef211829c11638ef2893ea02edf195658c0572393e7680d93bc2b58d44',
      'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf86e504ffd25638212ff9979d5b541255',
      '8ed41fb06108031d3e97613e4eb730eb882d7acdd3156b2abf9bc87cd0a9489d',
    ],
  ])('%i', (version, secretHex, pinHashEnc, mac) => {
    const protocol = pinUvAuthProtocol(version, fixedIv)!;
    const secret = protocol.sharedSecret(agreed);
    expect(protocol.version).toBe(version);
    expect(toHex(secret)).toBe(secretHex);
    expect(toHex(protocol.encrypt(secret, pinHash))).toBe(pinHashEnc);
    expect(protocol.decrypt(secret, fromHex(pinHashEnc))).toEqual(pinHash);
    expect(toHex(protocol.authenticate(secret, utf8Bytes('message')))).toBe(mac);
    expect(protocol.verify(secret, utf8Bytes('message'), fromHex(mac))).toBe(true);
    expect(protocol.verify(secret, utf8Bytes('massage'), fromHex(mac))).toBe(false);
    expect(protocol.verify(secret, utf8Bytes('message'), fromHex(mac).slice(1))).toBe(false);
  });

  it('two encrypts the same thing differently each time', () => {
    const protocol = pinUvAuthProtocol(2, nodeCryptography)!;
    const secret = protocol.sharedSecret(agreed);
    expect(protocol.encrypt(secret, pinHash)).not.toEqual(protocol.encrypt(secret, pinHash));
  });

  it.each([
    [1, ''],
    [1, 'aabb'],
    [2, 'aa'.repeat(16)],
    [2, 'aa'.repeat(24)],
    [2, 'aa'],
  ])('refuses / %i decrypting %p', (version, hex) => {
    const protocol = pinUvAuthProtocol(version, nodeCryptography)!;
    expect(() => protocol.decrypt(protocol.sharedSecret(agreed), fromHex(hex))).toThrow(failure('CTAP_PIN_AUTH'));
  });

  it('there is no other', () =>
    expect([0, 3].map((version) => pinUvAuthProtocol(version, nodeCryptography))).toEqual([undefined, undefined]));

  it('both sides agree on a secret', () => {
    const [one, other] = [nodeCryptography.newKeyAgreement(), nodeCryptography.newKeyAgreement()];
    expect(one.agree(other.publicKey)).toEqual(other.agree(one.publicKey));
    expect(one.publicKey.x).toHaveLength(32);
  });

  it('refuses / a point that is not on the curve', () => {
    const point = { x: new Uint8Array(32).fill(1), y: new Uint8Array(32).fill(2) };
    expect(() => nodeCryptography.newKeyAgreement().agree(point)).toThrow(failure('FIELD_VALUE'));
  });
});

describe('PIN rules', () => {
  it.each([
    ['digits', '1234', '31323334'],
    ['e and an accent become one character', 'e\u0301123', 'c3a9313233'],
    ['four characters beyond the first plane', '😀😀😀😀', 'f09f9880'.repeat(4)],
  ])('%s', (_name, text, hex) => expect(toHex(normalisePin(utf8Bytes(text), 4))).toBe(hex));

  it('63 bytes are allowed, and filled up to 64', () => {
    const pin = normalisePin(utf8Bytes('x'.repeat(63)), 4);
    expect(toHex(padPin(pin))).toBe(`${'78'.repeat(63)}00`);
    expect(unpadPin(padPin(pin))).toEqual(pin);
    expect(toHex(padPin(fromHex('31323334')))).toBe(`31323334${'00'.repeat(60)}`);
  });

  it.each([
    ['three characters', '123', 4, 'CTAP_PIN_LENGTH'],
    ['four bytes that are three characters', 'ä12', 4, 'CTAP_PIN_LENGTH'],
    ['two characters of two halves each', '😀😀', 4, 'CTAP_PIN_LENGTH'],
    ['five where six are asked for', '12345', 6, 'CTAP_PIN_LENGTH'],
    ['64 bytes', 'x'.repeat(64), 4, 'CTAP_PIN_LENGTH'],
    ['a zero character', '123\u00004', 4, 'FIELD_VALUE'],
  ])('refuses / %s', (_name, text, minLength, code) => {
    expect(() => normalisePin(utf8Bytes(text), minLength)).toThrow(failure(code));
  });

  it('no error shows the PIN', () => {
    for (const pin of ['987', '98765'.repeat(13)])
      expect(() => normalisePin(utf8Bytes(pin), 4)).toThrow(/^a PIN of 4 characters to 63 bytes expected$/);
  });

  it.each([
    ['63 bytes', '00'.repeat(63)],
    ['a last byte that is not zero', '31'.repeat(64)],
  ])('refuses / padding of %s', (_name, hex) =>
    expect(() => unpadPin(fromHex(hex))).toThrow(failure('CTAP_PIN_LENGTH')),
  );

  it('counts characters, not bytes', () =>
    expect([pinCodePoints(utf8Bytes('äöü1')), pinCodePoints(utf8Bytes('😀1'))]).toEqual([4, 2]));
});
