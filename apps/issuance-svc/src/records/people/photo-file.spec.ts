import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { jpegOf, pngOf } from '../../../test/support/photos.js';
import { photoFileOf } from './photo-file.js';

/** RFC 9649: the file header, and the first chunk as an encoder wrote it. */
const webpOf = (chunk: string, hex: string): Buffer => {
  const data = Buffer.concat([Buffer.from(chunk, 'latin1'), Buffer.from(hex, 'hex'), Buffer.alloc(40)]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length + 4);
  return Buffer.concat([Buffer.from('RIFF'), length, Buffer.from('WEBP'), data]);
};

describe('the file of a photo', () => {
  it.each([
    ['a JPEG', jpegOf(480, 600), { mediaType: 'image/jpeg', width: 480, height: 600 }],
    // Progressive, after what a camera writes and with a fill byte.
    [
      'a progressive JPEG with EXIF',
      Buffer.from('ffd8ffe10008457869660000ffffc2001108012c00c803012200021101031101ffda', 'hex'),
      { mediaType: 'image/jpeg', width: 200, height: 300 },
    ],
    ['a PNG', pngOf(32, 2000), { mediaType: 'image/png', width: 32, height: 2000 }],
    [
      'a lossy WebP',
      webpOf('VP8 ', '180000003001009d012a40002c01'),
      { mediaType: 'image/webp', width: 64, height: 300 },
    ],
    ['a lossless WebP', webpOf('VP8L', '0d0000002f3fc00a00'), { mediaType: 'image/webp', width: 64, height: 44 }],
    [
      'an extended WebP',
      webpOf('VP8X', '0a00000010000000630000570200'),
      { mediaType: 'image/webp', width: 100, height: 600 },
    ],
  ])('[Issue 13] says of %s what it is and how large', (_, bytes, file) => expect(photoFileOf(bytes)).toEqual(file));

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['two bytes of a JPEG', Buffer.from('ffd8', 'hex')],
    ['a JPEG that ends before its frame', jpegOf(480, 600).subarray(0, 12)],
    ['a JPEG whose scan comes first', Buffer.from('ffd8ffda0008010100003f00', 'hex')],
    ['a JPEG whose segment has no length', Buffer.from('ffd8ffe00000ffe00000ffe00000', 'hex')],
    ['a PNG without its header', pngOf(64, 64).subarray(0, 20)],
    ['a GIF', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(60)])],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a page that says it is a WebP', Buffer.from('RIFF____WEBP<script>alert(1)</script>______')],
    ['compressed data', deflateSync(Buffer.alloc(5000, 7))],
  ])('[Issue 13] is not %s', (_, bytes) =>
    expect(() => photoFileOf(bytes)).toThrow(
      expect.objectContaining({ code: 'PERSON_PHOTO_INVALID', details: { problem: 'format', bytes: bytes.length } }),
    ),
  );

  it.each([
    [31, 64],
    [64, 31],
    [2001, 64],
    [64, 2001],
    [65535, 65535],
    [0, 0],
  ])('[Issue 13] is not %i pixels wide and %i high', (width, height) =>
    expect(() => photoFileOf(pngOf(width, height))).toThrow(
      expect.objectContaining({ code: 'PERSON_PHOTO_INVALID', details: { problem: 'dimensions', width, height } }),
    ),
  );

  it('[Issue 13] has at most 200 kB', () => {
    const whole = Buffer.concat([jpegOf(480, 600), Buffer.alloc(200_000 - jpegOf(480, 600).length)]);
    expect(photoFileOf(whole).mediaType).toBe('image/jpeg');
    expect(() => photoFileOf(Buffer.concat([whole, Buffer.alloc(1)]))).toThrow(
      expect.objectContaining({ code: 'PERSON_PHOTO_INVALID', details: { problem: 'size', bytes: 200_001 } }),
    );
  });
});
