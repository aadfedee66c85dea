import { describe, expect, it } from '@jest/globals';
import {
  asciiBytes,
  asciiText,
  base64Bytes,
  bytesEqual,
  concat,
  fromHex,
  numberToHex,
  readUint,
  toHex,
  utf8Text,
  writeUint,
} from './bytes.js';

const code = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'nothing thrown';
};

describe('bytes', () => {
  it('reads and writes hex', () => {
    expect(fromHex('00 Ff:0a')).toEqual(Uint8Array.of(0, 255, 10));
    expect(toHex(Uint8Array.of(0, 255, 10))).toBe('00ff0a');
    expect([numberToHex(0x9a), numberToHex(0x5fc102), numberToHex(0x7, 4), numberToHex(0)]).toEqual([
      '9A',
      '5FC102',
      '0007',
      '00',
    ]);
  });
  it.each(['0', '0g', 'x'])('refuses / hex %s', (hex) => expect(code(() => fromHex(hex))).toBe('HEX_INVALID'));
  it('joins and compares', () => {
    expect(concat()).toEqual(new Uint8Array(0));
    expect(concat(Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
    expect(bytesEqual(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
    expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  });
  it.each([
    [0, undefined, '00'],
    [0, 2, '0000'],
    [255, undefined, 'ff'],
    [256, undefined, '0100'],
    [256, 4, '00000100'],
    [0xffffffff, 4, 'ffffffff'],
    [5, 0, undefined],
    [256, 1, undefined],
    [-1, undefined, undefined],
    [1.5, undefined, undefined],
  ])('writes %p in %p bytes', (value, length, hex) => {
    if (hex === undefined) expect(code(() => writeUint(value, length))).toBe('FIELD_VALUE');
    else {
      expect(toHex(writeUint(value, length))).toBe(hex);
      expect(readUint(fromHex(hex))).toBe(value);
    }
  });
  it('refuses / number of 7 bytes', () => expect(code(() => readUint(new Uint8Array(7)))).toBe('FIELD_LENGTH'));
  it('ASCII is printable ASCII only', () => {
    expect(asciiText(asciiBytes('Az 09~'))).toBe('Az 09~');
    expect(code(() => asciiBytes('é'))).toBe('TEXT_INVALID');
    expect(code(() => asciiText(Uint8Array.of(0x1f)))).toBe('TEXT_INVALID');
    expect(code(() => asciiText(Uint8Array.of(0x7f)))).toBe('TEXT_INVALID');
  });
  it.each(['', 'plain', 'Zoë Łukasz 李雷 🂡 100%'])('UTF-8 is the platform one: %s', (text) => {
    expect(utf8Text(new TextEncoder().encode(text))).toBe(text);
  });
  it('refuses / broken UTF-8', () => {
    expect(code(() => utf8Text(Uint8Array.of(0xc3)))).toBe('TEXT_INVALID');
  });

  it.each(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar', '\u00ff\u0000\u00fe'])('reads base64 of %j', (text) => {
    const bytes = Buffer.from(text, 'latin1');
    expect(Buffer.from(base64Bytes(bytes.toString('base64')))).toEqual(bytes);
    expect(Buffer.from(base64Bytes(bytes.toString('base64').replace(/=/g, '')))).toEqual(bytes);
  });
  it('refuses what is not base64', () => expect(() => base64Bytes('Zm9v-')).toThrow(TypeError));
});
