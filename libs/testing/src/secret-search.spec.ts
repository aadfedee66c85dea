import { describe, expect, it } from '@jest/globals';
import { pinSecrets, SecretSearch } from './secret-search.js';

const secret = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const found = (content: string | Uint8Array): number => {
  const search = new SecretSearch([{ name: 'key', bytes: secret }, ...pinSecrets('PIN', '739104')]);
  search.look('there', content);
  return search.hits.length;
};

describe('the search for secrets', () => {
  it.each([
    ['plain', Buffer.concat([Buffer.from('x'), secret, Buffer.from('y')])],
    ['hex', `a${secret.toString('hex')}b`],
    ['upper-case hex', `a${secret.toString('hex').toUpperCase()}b`],
    ...[0, 1, 2].flatMap((offset): [string, string][] => {
      const longer = Buffer.concat([Buffer.from('xyz').subarray(0, offset), secret, Buffer.from('tail')]);
      return [
        [`base64 at offset ${offset}`, longer.toString('base64')],
        [`base64url at offset ${offset}`, longer.toString('base64url')],
      ];
    }),
    ['a PIN in a text', '{"pin":"739104"}'],
    ['a PIN as a card gets it', Buffer.from('373339313034ffff', 'hex')],
    ['a PIN in hex', '373339313034FFFF'],
  ])('finds %s', (_form, content) => expect(found(content)).toBeGreaterThan(0));

  it('finds nothing where there is nothing', () => expect(found('739105 00112233445566778899aabbccddeefe')).toBe(0));
  it('refuses what would occur by chance', () =>
    expect(() => new SecretSearch(pinSecrets('PIN', '7391'))).toThrow(TypeError));
});
