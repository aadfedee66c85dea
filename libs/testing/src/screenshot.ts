/** What Xvfb has on its screen (-fbdir: a file in the format of xwd, X11/XWDFile.h), as a PNG that anybody can look at. */
import { crc32, deflateSync } from 'node:zlib';

/** Places in the header, which is of big-endian numbers of 32 bits. */
const at = { headerSize: 0, width: 16, height: 20, bitsPerPixel: 44, bytesPerLine: 48, colors: 76 };
const colorBytes = 12;
const pixelBytes = 4;

/** In pixels, from the upper left corner. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** part: absent for the whole screen. Throws TypeError for a screen of another depth than 24 (32 bits per pixel). */
export function pngOfXwd(xwd: Buffer, part?: Part): Buffer {
  const { offset, ...whole } = pixelsOf(xwd);
  const { x: left, y: top, width, height } = part ?? { x: 0, y: 0, ...whole };
  const rows = Buffer.alloc(height * (1 + 3 * width));
  let to = 0;
  for (let y = 0; y < height; y++) {
    // Each row begins with how it is filtered: not at all.
    to += 1;
    for (let x = 0, from = offset(left, top + y); x < width; x++, from += pixelBytes)
      for (const color of [2, 1, 0]) rows[to++] = xwd[from + color]!;
  }
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  // 8 bits for each of red, green and blue.
  size.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', size), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

/**
 * The first place, from above, where a square of one color is on the screen; undefined: nowhere. color: `rrggbb`, hex; side: in pixels.
 * Throws TypeError as `pngOfXwd`.
 */
export function squareOf(xwd: Buffer, color: string, side: number): { x: number; y: number } | undefined {
  const { width, height, offset } = pixelsOf(xwd);
  const wanted = parseInt(color, 16);
  const is = (x: number, y: number): boolean => (xwd.readUInt32LE(offset(x, y)) & 0xffffff) === wanted;
  const all = (x: number, y: number): boolean => {
    for (let place = 0; place < side * side; place++)
      if (!is(x + (place % side), y + Math.floor(place / side))) return false;
    return true;
  };
  for (let y = 0; y + side <= height; y++) for (let x = 0; x + side <= width; x++) if (all(x, y)) return { x, y };
  return undefined;
}

function pixelsOf(xwd: Buffer) {
  const read = (place: number): number => xwd.readUInt32BE(place);
  if (read(at.bitsPerPixel) !== 8 * pixelBytes) throw new TypeError('not a screen of depth 24');
  const first = read(at.headerSize) + read(at.colors) * colorBytes;
  const offset = (x: number, y: number): number => first + y * read(at.bytesPerLine) + x * pixelBytes;
  return { width: read(at.width), height: read(at.height), offset };
}

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
