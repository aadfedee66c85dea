import { describe, expect, it } from '@jest/globals';
import { readVectors } from '../../test/vectors/read-vectors.js';
import { fromHex, toHex } from '../bytes.js';
import {
  decodeTlv,
  decodeTlvs,
  encodeLength,
  encodeTag,
  encodeTlv,
  findValue,
  requireValue,
  unwrapTlv,
} from './ber-tlv.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });

describe('BER-TLV lengths at their boundaries', () => {
  it.each([
    [0x0, '00'],
    [0x1, '01'],
    [0x7f, '7f'],
    [0x80, '8180'],
    [0xff, '81ff'],
    [0x100, '820100'],
    [0xffff, '82ffff'],
    [0x10000, '83010000'],
    [0xffffff, '83ffffff'],
    [0x1000000, '8401000000'],
  ])('%i', (length, hex) => {
    expect(toHex(encodeLength(length))).toBe(hex);
    if (length > 0x10000) return;
    const value = new Uint8Array(length).fill(0xa5);
    const encoded = encodeTlv(0x53, value);
    expect(toHex(encoded.slice(0, 1 + hex.length / 2))).toBe(`53${hex}`);
    expect(decodeTlv(encoded)).toEqual({ tag: 0x53, value, raw: encoded, end: encoded.length });
  });
  it.each([-1, 1.5, NaN, 2 ** 32])('refuses / length %p', (length) =>
    expect(() => encodeLength(length)).toThrow(failure('TLV_LENGTH_UNSUPPORTED')),
  );
});

describe('BER-TLV tags', () => {
  it.each([
    [0x53, '53'],
    [0x7e, '7e'],
    [0x5f2f, '5f2f'],
    [0x7f49, '7f49'],
    [0x5fc102, '5fc102'],
    [0x5fff8101, '5fff8101'],
  ])('%i is one number', (tag, hex) => {
    expect(toHex(encodeTag(tag))).toBe(hex);
    expect(decodeTlv(fromHex(`${hex}01ff`)).tag).toBe(tag);
  });
  it.each([-1, 1.5, 0x1f, 0x5301, 0x5fc1, 0x5f0101, 2 ** 32])('refuses / %p is no tag', (tag) =>
    expect(() => encodeTag(tag)).toThrow(failure('TLV_TAG_INVALID')),
  );
});

describe('BER-TLV reading', () => {
  it.each(readVectors('tlv-refused.txt'))('refuses / %s', (_name, hex, code) =>
    expect(() => decodeTlvs(fromHex(hex!))).toThrow(failure(code!)),
  );
  it('takes a length that is longer than it need be', () =>
    expect(decodeTlvs(fromHex('538200 01aa')).map((tlv) => toHex(tlv.value))).toEqual(['aa']));
  it('keeps order and raw bytes', () => {
    const list = decodeTlvs(fromHex('7001aa 7100 fe00'));
    expect(list.map((tlv) => toHex(tlv.raw))).toEqual(['7001aa', '7100', 'fe00']);
    expect(toHex(requireValue(list, 0x70))).toBe('aa');
    expect(findValue(list, 0x72)).toBeUndefined();
  });
  it('copies: the input may be wiped', () => {
    const input = fromHex('5301aa');
    const { value } = decodeTlv(input);
    input.fill(0);
    expect(toHex(value)).toBe('aa');
  });
  it('refuses / a tag that is missing, twice, or another', () => {
    const list = decodeTlvs(fromHex('700070 00'));
    expect(() => requireValue(list, 0x71)).toThrow(failure('TLV_MISSING'));
    expect(() => findValue(list, 0x70)).toThrow(failure('TLV_DUPLICATE'));
    expect(() => unwrapTlv(fromHex('5400'), 0x53)).toThrow(failure('TLV_UNEXPECTED'));
    expect(() => unwrapTlv(fromHex('530000'), 0x53)).toThrow(failure('TLV_UNEXPECTED'));
  });
});
