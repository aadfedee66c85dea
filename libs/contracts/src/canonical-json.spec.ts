import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it('gives one text whatever the order of members', () => {
    expect(canonicalJson({ b: [1, { z: null, a: 'é' }], a: undefined, A: true })).toBe(
      '{"A":true,"b":[1,{"a":"é","z":null}]}',
    );
    expect(canonicalJson({ x: 1, y: 2 })).toBe(canonicalJson({ y: 2, x: 1 }));
  });

  it('sorts keys by UTF-16 code units and writes numbers as ECMAScript does (RFC 8785 section 3.2)', () => {
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\u{1f600}': 4 })).toBe('{"\\r":2,"1":3,"€":1,"😀":4}');
    expect(canonicalJson([1e21, 1.0, -0, 333333333.33333329])).toBe('[1e+21,1,0,333333333.3333333]');
  });

  it('writes dates as ISO instants', () => {
    expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  });

  it('refuses what JSON cannot carry', () => {
    for (const value of [undefined, Number.NaN, 1n, () => 1, [undefined]])
      expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
