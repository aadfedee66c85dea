import { describe, expect, it } from '@jest/globals';
import { encode as cborg, decode as cborgDecode } from 'cborg';
import { concat, fromHex, toHex } from '../../bytes.js';
import { cborMap, type CborValue } from './cbor-value.js';
import { decodeCbor, decodeFirstCbor } from './decode-cbor.js';
import { encodeCbor } from './encode-cbor.js';

const invalid = expect.objectContaining({ name: 'CardProtocolError', code: 'CBOR_INVALID' });
const map = (...entries: [number | string, CborValue][]): CborValue => new Map(entries);

/** RFC 8949 appendix A, as far as CTAP has it. */
const vectors: [CborValue, string][] = [
  [0, '00'],
  [1, '01'],
  [10, '0a'],
  [23, '17'],
  [24, '1818'],
  [25, '1819'],
  [100, '1864'],
  [1000, '1903e8'],
  [1000000, '1a000f4240'],
  [1000000000000, '1b000000e8d4a51000'],
  [-1, '20'],
  [-10, '29'],
  [-100, '3863'],
  [-1000, '3903e7'],
  [18446744073709551615n, '1bffffffffffffffff'],
  [-18446744073709551616n, '3bffffffffffffffff'],
  [false, 'f4'],
  [true, 'f5'],
  [null, 'f6'],
  [fromHex(''), '40'],
  [fromHex('01020304'), '4401020304'],
  ['', '60'],
  ['a', '6161'],
  ['IETF', '6449455446'],
  ['"\\', '62225c'],
  ['ü', '62c3bc'],
  ['水', '63e6b0b4'],
  ['\u{10151}', '64f0908591'],
  [[], '80'],
  [[1, 2, 3], '83010203'],
  [[1, [2, 3], [4, 5]], '8301820203820405'],
  [Array.from({ length: 25 }, (_, i) => i + 1), '98190102030405060708090a0b0c0d0e0f101112131415161718181819'],
  [map(), 'a0'],
  [map([1, 2], [3, 4]), 'a201020304'],
  [map(['a', 1], ['b', [2, 3]]), 'a26161016162820203'],
  [['a', map(['b', 'c'])], '826161a161626163'],
];

describe('CBOR of CTAP2', () => {
  it.each(vectors)('%p is %s', (value, hex) => {
    expect(toHex(encodeCbor(value))).toBe(hex);
    expect(decodeCbor(fromHex(hex))).toEqual(value);
  });

  it.each([
    [255, '18ff'],
    [256, '190100'],
    [65535, '19ffff'],
    [65536, '1a00010000'],
    [4294967295, '1affffffff'],
    [4294967296, '1b0000000100000000'],
    [-256, '38ff'],
    [-257, '390100'],
    [9007199254740990, '1b001ffffffffffffe'],
    [9007199254740991, '1b001fffffffffffff'],
    [-9007199254740991, '3b001ffffffffffffe'],
    [-9007199254740992n, '3b001fffffffffffff'],
    [9007199254740992n, '1b0020000000000000'],
  ])('%s takes as few bytes as it can: %s', (value, hex) => {
    expect(toHex(encodeCbor(value))).toBe(hex);
    expect(decodeCbor(fromHex(hex))).toBe(value);
  });

  it('sorts keys by type, then length, then bytes', () => {
    const value = map(['b', 0], ['aa', 0], [-1, 0], [100, 0], [10, 0], ['a', 0], [-100, 0], [300, 0]);
    expect(toHex(encodeCbor(value))).toBe(
      'a8 0a00 186400 19012c00 2000 386300 616100 616200 62616100'.replaceAll(' ', ''),
    );
  });

  it.each([
    ['a COSE key', map([1, 2], [3, -25], [-1, 1], [-2, fromHex('aa'.repeat(32))], [-3, fromHex('bb'.repeat(32))])],
    ['options', map(['rk', true], ['up', true], ['plat', false], ['clientPin', false])],
    ['a list of algorithms', [map(['alg', -7], ['type', 'public-key'])]],
    ['four levels', map([1, [map([2, ['deep']])]])],
    ['numbers of every width', [0, 23, 24, 255, 256, 65535, 65536, 4294967295, 4294967296, -24, -25, -4294967297]],
    ['a long text', 'ä'.repeat(300)],
  ])('agrees with another implementation: %s', (_name, value) => {
    expect(toHex(encodeCbor(value))).toBe(toHex(cborg(value)));
    expect(decodeCbor(cborg(value))).toEqual(cborgDecode(encodeCbor(value), { useMaps: true }));
  });

  it.each([
    ['nothing', ''],
    ['a length without its bytes', '42aa'],
    ['a head without its argument', '19ff'],
    ['bytes after the value', '0000'],
    ['23 in two bytes', '1817'],
    ['255 in three bytes', '1900ff'],
    ['65535 in five bytes', '1a0000ffff'],
    ['a 32-bit number in nine bytes', '1b00000000ffffffff'],
    ['a text longer than 53 bits can say', '7bffffffffffffffff'],
    ['an array longer than 53 bits can say', '9b0020000000000000'],
    ['a length that is not as short as it can be', '5801aa'],
    ['a text of indefinite length', '7f6161ff'],
    ['an array of indefinite length', '9f01ff'],
    ['a map of indefinite length', 'bf0101ff'],
    ['a reserved length', '1c'],
    ['a key twice', 'a201000100'],
    ['text keys out of order', 'a2616201616100'],
    ['a long key before a short one', 'a262616100616200'],
    ['a text key before an integer', 'a26161000100'],
    ['a negative key before a positive one', 'a220000100'],
    ['a key that is a byte string', 'a1410000'],
    ['a key that is an array', 'a18000'],
    ['a tag', 'c000'],
    ['half a float', 'f90000'],
    ['undefined', 'f7'],
    ['a simple value', 'f0'],
    ['true in two bytes', 'f815'],
    ['a text that is not UTF-8', '61ff'],
    ['five levels', '8181818180'],
    ['five levels of maps', 'a101a101a101a101a0'],
    ['an array longer than what follows', '9affffffff00'],
    ['a map larger than what follows', 'bb0010000000000000'],
  ])('refuses / %s', (_name, hex) => expect(() => decodeCbor(fromHex(hex))).toThrow(invalid));

  it.each([[1.5], [2 ** 60], [1n << 64n], [-1n - (1n << 64n)], [[[[[[]]]]]], [Number.NaN]])(
    'refuses / to encode %p',
    (value: CborValue) => expect(() => encodeCbor(value)).toThrow(invalid),
  );

  it('reads the first of two values', () => {
    const { value, rest } = decodeFirstCbor(concat(fromHex('a10102'), fromHex('a10304')));
    expect(value).toEqual(map([1, 2]));
    expect(toHex(rest)).toBe('a10304');
  });

  it('leaves out what is undefined', () =>
    expect(
      toHex(
        encodeCbor(
          cborMap([
            [1, undefined],
            [2, 0],
          ]),
        ),
      ),
    ).toBe('a10200'));
});
