/**
 * What a file of a photo says of itself: its kind by its first bytes, its width and height by its header. ITU-T T.81 (JPEG) B.1.1 and B.2.2, PNG third
 * edition 5.2 and 11.2.1, RFC 9649 (WebP) 2.4 to 2.7. Pixels are not decoded.
 */
import { mostPhotoBytes, photoSides, type PhotoType } from '@cardwright/contracts/access/person-photo';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

export interface PhotoFile {
  mediaType: PhotoType;
  width: number;
  height: number;
}

/** Throws PERSON_PHOTO_INVALID {problem: 'size' | 'format' | 'dimensions', bytes or width and height}. */
export function photoFileOf(bytes: Buffer): PhotoFile {
  if (bytes.length > mostPhotoBytes) throw invalid('size', { bytes: bytes.length });
  const file = jpeg(bytes) ?? png(bytes) ?? webp(bytes);
  if (file === null) throw invalid('format', { bytes: bytes.length });
  const { width, height } = file;
  const fits = (side: number): boolean => side >= photoSides.least && side <= photoSides.most;
  if (!fits(width) || !fits(height)) throw invalid('dimensions', { width, height });
  return file;
}

const invalid = (problem: 'size' | 'format' | 'dimensions', details: Record<string, number>): CardwrightError =>
  new CardwrightError('PERSON_PHOTO_INVALID', undefined, { problem, ...details });

/** Segments follow each other, each with its length, up to the frame header. */
function jpeg(bytes: Buffer): PhotoFile | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      // A fill byte.
      at += 1;
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame)
      return { mediaType: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    // The scan begins, or the picture ends, before a frame was described.
    if (marker === 0xda || marker === 0xd9) return null;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

function png(bytes: Buffer): PhotoFile | null {
  const whole = bytes.length >= 33 && bytes.subarray(0, 8).equals(pngSignature);
  if (!whole || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { mediaType: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function webp(bytes: Buffer): PhotoFile | null {
  const name = (from: number): string => bytes.toString('latin1', from, from + 4);
  if (bytes.length < 30 || name(0) !== 'RIFF' || name(8) !== 'WEBP') return null;
  const mediaType = 'image/webp';
  switch (name(12)) {
    case 'VP8 ':
      return bytes.readUIntBE(23, 3) === 0x9d012a
        ? { mediaType, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
        : null;
    case 'VP8L': {
      const sides = bytes.readUInt32LE(21);
      return bytes[20] === 0x2f
        ? { mediaType, width: (sides & 0x3fff) + 1, height: ((sides >>> 14) & 0x3fff) + 1 }
        : null;
    }
    case 'VP8X':
      return { mediaType, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}
