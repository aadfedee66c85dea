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
  const read = (place: number): number => xwd.readUInt32BE(place);
  if (read(at.bitsPerPixel) !== 8 * pixelBytes) throw new TypeError('not a screen of depth 24');
  const { x: left, y: top, width, height } = part ?? { x: 0, y: 0, width: read(at.width), height: read(at.height) };
  const bytesPerLine = read(at.bytesPerLine);
  const pixels = read(at.headerSize) + read(at.colors) * colorBytes;
  const rows = Buffer.alloc(height * (1 + 3 * width));
  let to = 0;
  for (let y = 0; y < height; y++) {
    // Each row begins with how it is filtered: not at all.
    to += 1;
    for (let x = 0, from = pixels + (top + y) * bytesPerLine + left * pixelBytes; x < width; x++, from += pixelBytes)
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

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
