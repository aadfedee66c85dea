import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KeyEncryption } from './key-encryption.js';

describe('key encryption', () => {
  const ring = (current: string, ...ids: string[]): string =>
    JSON.stringify({
      current,
      keys: Object.fromEntries(ids.map((id) => [id, (rings[id] ??= randomBytes(32).toString('base64'))])),
    });
  const rings: Record<string, string> = {};

  it('opens what it sealed, for the same purpose only', () => {
    const keys = KeyEncryption.fromRing(ring('k-1', 'k-1'));
    const sealed = keys.seal(Buffer.from('secret'), 'operation-pin/d1');
    expect(sealed.includes(Buffer.from('secret'))).toBe(false);
    expect(keys.open(sealed, 'operation-pin/d1').toString()).toBe('secret');
    expect(() => keys.open(sealed, 'operation-pin/d2')).toThrow();
    sealed[sealed.length - 1]! ^= 1;
    expect(() => keys.open(sealed, 'operation-pin/d1')).toThrow();
  });

  it('opens old values after a rotation, not without the old key', () => {
    const sealed = KeyEncryption.fromRing(ring('k-1', 'k-1')).seal(Buffer.from('secret'), 'p');
    expect(
      KeyEncryption.fromRing(ring('k-2', 'k-1', 'k-2'))
        .open(sealed, 'p')
        .toString(),
    ).toBe('secret');
    expect(() => KeyEncryption.fromRing(ring('k-2', 'k-2')).open(sealed, 'p')).toThrow();
  });

  it.each(['{}', '{"current":"a","keys":{}}', '{"current":"a","keys":{"a":"AAAA"}}'])(
    'refuses / a ring like %s',
    (text) => {
      expect(() => KeyEncryption.fromRing(text)).toThrow(TypeError);
    },
  );
});
