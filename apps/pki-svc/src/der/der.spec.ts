import { describe, expect, it } from '@jest/globals';
import { readElements, readNamedBits, readObjectIdentifier, readOne, readTime } from './der-reader.js';
import { integer, namedBits, objectIdentifier, octetString, setOf, time } from './der-writer.js';

const hex = (bytes: Buffer): string => bytes.toString('hex');
const from = (text: string): Buffer => Buffer.from(text, 'hex');

describe('DER writer', () => {
  it.each([
    [0, '0400'],
    [1, '040100'],
    [0x7f, '047f'],
    [0x80, '048180'],
    [0xff, '0481ff'],
    [0x100, '04820100'],
    [0xffff, '0482ffff'],
    [0x10000, '0483010000'],
  ])('length %i in the fewest octets', (length, start) => {
    const element = octetString(Buffer.alloc(length));
    expect(hex(element).startsWith(start)).toBe(true);
    expect(readOne(element, 0x04).content).toHaveLength(length);
  });

  it.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [256, '02020100'],
    [from('000080'), '02020080'],
    [from('00'), '020100'],
    [from('7fff'), '02027fff'],
  ])('integer %p', (value, expected) => {
    expect(hex(integer(value))).toBe(expected);
  });

  it.each([
    ['1.2.840.113549', '06062a864886f70d'],
    ['2.5.29.15', '0603551d0f'],
    ['2.23.136.1.1.1', '0606678108010101'],
    ['2.999.3', '0603883703'],
  ])('object identifier %s', (dotted, expected) => {
    expect(hex(objectIdentifier(dotted))).toBe(expected);
    expect(readObjectIdentifier(readOne(objectIdentifier(dotted)))).toBe(dotted);
  });

  it('an object identifier may hold a UUID as one arc (X.667)', () => {
    const dotted = '2.25.329800735698586629295641978511506172918';
    expect(readObjectIdentifier(readOne(objectIdentifier(dotted)))).toBe(dotted);
  });

  it('SET OF is sorted', () => {
    expect(setOf(integer(2), integer(1))).toEqual(setOf(integer(1), integer(2)));
  });

  it.each([
    ['2049-12-31T23:59:59Z', '170d3439313233313233353935395a'],
    ['2050-01-01T00:00:00Z', '180f32303530303130313030303030305a'],
    ['1950-01-01T00:00:00Z', '170d3530303130313030303030305a'],
  ])('time %s: UTCTime through 2049', (instant, expected) => {
    expect(hex(time(new Date(instant)))).toBe(expected);
    expect(readTime(readOne(time(new Date(instant))))).toEqual(new Date(instant));
  });

  it.each([
    [[0], '03020780'],
    [[5, 6], '03020106'],
    [[0, 8], '0303078080'],
  ])('named bits %p without trailing zeros', (bits, expected) => {
    expect(hex(namedBits(bits))).toBe(expected);
    expect(readNamedBits(readOne(namedBits(bits)))).toEqual(bits);
  });
});

describe('DER reader refuses', () => {
  it.each([
    ['a cut element', '040500'],
    ['a missing length', '04'],
    ['indefinite length', '30800000'],
    ['a long form that could be short', '048101ff'],
    ['a length with leading zero', '04820005ffffffffff'],
    ['a tag of several bytes', '1f810100'],
  ])('%s', (_, text) => {
    expect(() => readElements(from(text))).toThrow(RangeError);
  });

  it('two elements where one was expected, or another tag', () => {
    expect(() => readOne(from('05000500'))).toThrow(RangeError);
    expect(() => readOne(from('0500'), 0x04)).toThrow(RangeError);
  });
});
