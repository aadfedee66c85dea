import { describe, expect, it } from '@jest/globals';
import { concat } from '../bytes.js';
import { decodeCertificateObject, encodeCertificateObject } from './certificate-object.js';
import { filledObject } from './filled-object.js';

const certificate = concat(Uint8Array.of(0x30, 0x82, 0x02, 0x00), new Uint8Array(512).fill(7));
const object = encodeCertificateObject({ certificate, gzip: false });

/** As the strictest client in the field reads: field after field, each known, up to the last byte. */
function tagsOf(content: Uint8Array): number[] {
  const tags: number[] = [];
  let at = 0;
  while (at < content.length) {
    tags.push(content[at]!);
    const first = content[at + 1]!;
    if (first === 0x82) at += 4 + content[at + 2]! * 256 + content[at + 3]!;
    else at += first === 0x81 ? 3 + content[at + 2]! : 2 + first;
  }
  expect(at).toBe(content.length);
  return tags;
}

describe('a certificate object that is filled up', () => {
  it('has the length that was asked for and says what it said, for each length', () => {
    for (let length = object.length; length <= object.length + 600; length += 1) {
      const filled = filledObject(object, length);
      expect(filled.length).toBe(length);
      expect(tagsOf(filled)).toEqual([0x70, 0x71, 0xfe]);
      expect(decodeCertificateObject(filled)).toEqual({ certificate, compression: 'none' });
    }
  });

  it('gets the field where it has none, or one with a value', () => {
    const without = object.subarray(0, -2);
    expect(tagsOf(filledObject(without, without.length + 300))).toEqual([0x70, 0x71, 0xfe]);
    const withLrc = concat(without, Uint8Array.of(0xfe, 1, 0x5a));
    expect(tagsOf(filledObject(withLrc, withLrc.length + 300))).toEqual([0x70, 0x71, 0xfe, 0xfe]);
    for (const content of [without, withLrc])
      expect(decodeCertificateObject(filledObject(content, content.length + 1))).toEqual({
        certificate,
        compression: 'none',
      });
  });

  it('that is empty is zeros, and none becomes shorter', () => {
    expect(filledObject(new Uint8Array(0), 3)).toEqual(Uint8Array.of(0, 0, 0));
    expect(() => filledObject(object, object.length - 1)).toThrow(RangeError);
  });
});
