import { describe, expect, it } from '@jest/globals';
import { readVectors } from '../../test/vectors/read-vectors.js';
import { decodeCommand, type CommandApdu } from '../apdu/command-apdu.js';
import { asciiBytes, concat, fromHex, toHex } from '../bytes.js';
import { selectApplication, selectPiv, parseApplicationProperties } from './application.js';
import { getData, parseGetData, putData } from './data-commands.js';
import {
  answerWitness,
  keyAgreement,
  parseResponse,
  parseWitness,
  requestWitness,
  signOrDecipher,
} from './general-authenticate.js';
import { generateKeyPair } from './generate-key-pair.js';
import { padReferenceData, pukFormat } from './pin-format.js';
import { emsaPkcs1v15 } from './pkcs1.js';
import {
  changeReferenceData,
  resetRetryCounter,
  verify,
  verifyReset,
  verifyStatus,
} from './reference-data-commands.js';
import * as vendor from './vendor-extensions.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });
const pad = (text: string): Uint8Array =>
  padReferenceData(asciiBytes(text), { minLength: 1, maxLength: 8, alphabet: 'ascii' });
const ramp = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 256);

const built: Record<string, CommandApdu> = {
  'select-short-aid': selectApplication(fromHex('A000000308')),
  'get-version': vendor.getVersion(),
  'get-serial': vendor.getSerial(),
  'get-data-5fc102': getData(0x5fc102),
  'get-data-7e': getData(0x7e),
  'put-data-5fc107-0102': putData(0x5fc107, fromHex('0102')),
  'put-data-5fc107-erase': putData(0x5fc107, new Uint8Array(0)),
  'put-data-5fc105-300': putData(0x5fc105, ramp(300)),
  'verify-123456': verify(pad('123456')),
  'change-pin-123456-87654321': changeReferenceData(0x80, pad('123456'), pad('87654321')),
  'change-puk-12345678-11223344': changeReferenceData(0x81, pad('12345678'), pad('11223344')),
  'unblock-pin-12345678-654321': resetRetryCounter(pad('12345678'), pad('654321')),
  'generate-9a-eccp256': generateKeyPair(0x9a, 'ECCP256'),
  'generate-9c-rsa2048-always-cached': generateKeyPair(0x9c, 'RSA2048', { pinPolicy: 'always', touchPolicy: 'cached' }),
  'generate-82-ed25519': generateKeyPair(0x82, 'ED25519'),
  'sign-9a-eccp256-32x11': signOrDecipher(0x9a, 'ECCP256', new Uint8Array(32).fill(0x11)),
  'sign-9c-rsa2048-256x22': signOrDecipher(0x9c, 'RSA2048', new Uint8Array(256).fill(0x22)),
  'ecdh-9d-eccp384-point33': keyAgreement(0x9d, 'ECCP384', concat(Uint8Array.of(4), new Uint8Array(96).fill(0x33))),
  'request-witness-aes192': requestWitness('AES192'),
  'set-management-key-aes256': vendor.setManagementKey('AES256', ramp(32)),
  'set-management-key-3des-touch': vendor.setManagementKey('3DES', ramp(24), true),
  'set-pin-tries-5-6': vendor.setPinRetries(5, 6),
  'metadata-9b': vendor.getMetadata(0x9b),
  'metadata-9a': vendor.getMetadata(0x9a),
  'attest-9a': vendor.attestKey(0x9a),
  'move-9d-82': vendor.moveKey(0x9d, 0x82),
  'delete-82': vendor.deleteKey(0x82),
  'import-9d-eccp256-scalar5': vendor.importKey(0x9d, 'ECCP256', { scalar: Uint8Array.of(5) }),
  'import-83-ed25519-07': vendor.importKey(
    0x83,
    'ED25519',
    { scalar: new Uint8Array(32).fill(7) },
    { pinPolicy: 'never', touchPolicy: 'always' },
  ),
  'import-84-x25519-08': vendor.importKey(0x84, 'X25519', { scalar: new Uint8Array(32).fill(8) }),
};

describe('commands are the ones that an independent client sends', () => {
  it.each(readVectors('commands.txt'))('%s', (name, ...pieces) => {
    const sent = pieces.map((hex) => decodeCommand(fromHex(hex)));
    const { ins, p1, p2, data } = built[name]!;
    for (const piece of sent) expect([ins, p1, p2]).toEqual([piece.ins, piece.p1, piece.p2]);
    expect(toHex(data)).toBe(sent.map((piece) => toHex(piece.data)).join(''));
  });
  it('every vector has its builder and the other way round', () =>
    expect(readVectors('commands.txt').map(([name]) => name)).toEqual(Object.keys(built)));
});

describe('commands of the standard alone', () => {
  it('SELECT leaves the version of the AID out', () => expect(toHex(selectPiv().data)).toBe('a00000030800001000'));
  it('empty VERIFY has no data and no Le', () => {
    expect(verifyStatus()).toEqual({ cla: 0, ins: 0x20, p1: 0, p2: 0x80, data: new Uint8Array(0) });
    expect(verifyReset()).toMatchObject({ ins: 0x20, p1: 0xff, p2: 0x80 });
  });
  it('the Discovery Object is written whole, without 53', () => {
    expect(toHex(putData(0x7e, fromHex('7e00')).data)).toBe('5c017e7e00');
    expect(() => putData(0x7e, fromHex('5300'))).toThrow(failure('TLV_UNEXPECTED'));
    expect(toHex(parseGetData(0x7e, fromHex('7e00')))).toBe('7e00');
    expect(toHex(parseGetData(0x7e, fromHex('5300')))).toBe('');
  });
  it('an erased object reads as no bytes', () => {
    expect(parseGetData(0x5fc105, fromHex('5300'))).toHaveLength(0);
    expect(parseGetData(0x5fc105, new Uint8Array(0))).toHaveLength(0);
    expect(() => parseGetData(0x5fc105, fromHex('530100ff'))).toThrow(failure('TLV_UNEXPECTED'));
  });
  it('reads an application property template', () => {
    const template = fromHex('61 1e 4f06000010000100 79074f05a000000308 50035049 56 ac06 800107 800111');
    expect(parseApplicationProperties(template)).toEqual({
      applicationId: fromHex('000010000100'),
      label: 'PIV',
      algorithms: [0x07, 0x11],
    });
    expect(() => parseApplicationProperties(fromHex('6f00'))).toThrow(failure('TLV_UNEXPECTED'));
  });
  it('9B: witness and challenge', () => {
    const block = new Uint8Array(8).fill(1);
    expect(toHex(answerWitness('3DES', block, block).data)).toBe('7c1480080101010101010101' + '81080101010101010101');
    expect(() => answerWitness('AES256', block, block)).toThrow(failure('KEY_LENGTH'));
    expect(toHex(parseWitness(fromHex('7c048002aabb')))).toBe('aabb');
    expect(toHex(parseResponse(fromHex('7c048202aabb')))).toBe('aabb');
    expect(() => parseResponse(fromHex('7c048002aabb'))).toThrow(failure('TLV_MISSING'));
  });
  it.each([
    ['RSA2048', 255],
    ['RSA2048', 257],
    ['ECCP256', 33],
    ['ECCP384', 49],
    ['ECCP256', 0],
    ['X25519', 32],
  ] as const)('refuses / signing %s over %i bytes', (algorithm, length) =>
    expect(() => signOrDecipher(0x9a, algorithm, new Uint8Array(length))).toThrow(failure('KEY_LENGTH')),
  );
  it.each([
    ['RSA2048', 256],
    ['ECCP256', 64],
    ['ECCP384', 65],
    ['ED25519', 32],
  ] as const)('refuses / agreement %s with %i bytes', (algorithm, length) =>
    expect(() => keyAgreement(0x9d, algorithm, new Uint8Array(length))).toThrow(failure('KEY_LENGTH')),
  );
  it('refuses / a key reference or algorithm that does not exist', () => {
    expect(() => generateKeyPair(0x81, 'ECCP256')).toThrow(failure('KEY_REFERENCE_UNKNOWN'));
    // @ts-expect-error -- a name that no caller can write, and that the model of a newer release may carry
    expect(() => generateKeyPair(0x9a, 'P521')).toThrow(failure('ALGORITHM_UNKNOWN'));
  });
});

describe('PIN and PUK format', () => {
  const pivPinFormat = { minLength: 6, maxLength: 8, alphabet: 'numeric' } as const;
  it.each([
    ['123456', '313233343536ffff'],
    ['1234567', '31323334353637ff'],
    ['12345678', '3132333435363738'],
  ])('%s', (pin, hex) => {
    const padded = padReferenceData(asciiBytes(pin), pivPinFormat);
    expect(toHex(padded)).toBe(hex);
  });
  it.each([
    ['12345', pivPinFormat, 'PIN_LENGTH'],
    ['123456789', pivPinFormat, 'PIN_LENGTH'],
    ['12345a', pivPinFormat, 'PIN_ALPHABET'],
    ['1234567', pukFormat, 'PIN_LENGTH'],
    ['123456789', { ...pivPinFormat, maxLength: 16 }, 'PIN_LENGTH'],
  ])('refuses / %s', (pin, format, code) => {
    expect(() => padReferenceData(asciiBytes(pin), format)).toThrow(failure(code));
    expect(() => padReferenceData(asciiBytes(pin), format)).not.toThrow(pin);
  });
  it('refuses / FF inside, which would read as padding', () =>
    expect(() => padReferenceData(fromHex('313233ff353637'), pukFormat)).toThrow(failure('PIN_LENGTH')));
  it('refuses / unpadded values on the wire', () =>
    expect(() => verify(asciiBytes('123456'))).toThrow(failure('PIN_LENGTH')));
});

describe('vendor extensions', () => {
  it('parses version and serial', () => {
    expect(vendor.parseVersion(fromHex('050702'))).toBe('5.7.2');
    expect(vendor.parseSerial(fromHex('ffffffff'))).toBe('4294967295');
    expect(() => vendor.parseVersion(fromHex('0507'))).toThrow(failure('FIELD_LENGTH'));
    expect(() => vendor.parseSerial(fromHex('01'))).toThrow(failure('FIELD_LENGTH'));
  });
  it('parses metadata of PIN, 9B and a key', () => {
    expect(vendor.parseMetadata(fromHex('0101ff 050101 06020302'))).toEqual({
      algorithmId: 0xff,
      factory: true,
      retriesTotal: 3,
      retriesRemaining: 2,
    });
    expect(vendor.parseMetadata(fromHex('01010a 02020001 050100'))).toEqual({
      algorithmId: 0x0a,
      pinPolicy: 'default',
      touchPolicy: 'never',
      factory: false,
    });
    expect(vendor.parseMetadata(fromHex('010111 02020301 030101 0402aabb 990100'))).toEqual({
      algorithmId: 0x11,
      pinPolicy: 'always',
      touchPolicy: 'never',
      origin: 'generated',
      publicKey: fromHex('aabb'),
    });
    expect(vendor.parseMetadata(fromHex('02020907 030102'))).toEqual({ origin: 'imported' });
  });
  it('import pads the five RSA numbers to half the modulus', () => {
    const number = Uint8Array.of(0, 0, 7);
    const { data, p1 } = vendor.importKey(0x9d, 'RSA2048', {
      p: number,
      q: number,
      dp: number,
      dq: number,
      qInv: number,
    });
    expect([p1, data.length, toHex(data.slice(0, 3)), data[130]]).toEqual([0x07, 5 * 131, '018180', 7]);
  });
  it('refuses / keys of the wrong kind or length', () => {
    expect(() => vendor.importKey(0x9d, 'RSA2048', { scalar: ramp(32) })).toThrow(failure('ALGORITHM_MISMATCH'));
    expect(() =>
      vendor.importKey(0x9d, 'ECCP256', { p: ramp(1), q: ramp(1), dp: ramp(1), dq: ramp(1), qInv: ramp(1) }),
    ).toThrow(failure('ALGORITHM_MISMATCH'));
    expect(() => vendor.importKey(0x9d, 'ECCP256', { scalar: new Uint8Array(33).fill(1) })).toThrow(
      failure('KEY_LENGTH'),
    );
    expect(() => vendor.setManagementKey('AES128', ramp(24))).toThrow(failure('KEY_LENGTH'));
    expect(() => vendor.setPinRetries(0, 3)).toThrow(failure('FIELD_VALUE'));
    expect(() => vendor.setPinRetries(3, 256)).toThrow(failure('FIELD_VALUE'));
  });
});

describe('EMSA-PKCS1-v1_5', () => {
  it('fills the block', () => {
    const block = emsaPkcs1v15('SHA-256', new Uint8Array(32).fill(0xdd), 256);
    expect(block).toHaveLength(256);
    expect(toHex(block.slice(0, 3))).toBe('0001ff');
    expect(toHex(block.slice(204))).toBe('00' + '3031300d060960864801650304020105000420' + 'dd'.repeat(32));
  });
  it('refuses / a digest of another length, a block that is too small', () => {
    expect(() => emsaPkcs1v15('SHA-384', new Uint8Array(32), 256)).toThrow(failure('FIELD_LENGTH'));
    expect(() => emsaPkcs1v15('SHA-512', new Uint8Array(64), 90)).toThrow(failure('FIELD_LENGTH'));
  });
});
