/**
 * A data object made longer without changing what it says: its error detection code FE gets a value of zeros. SP 800-73-5 Part 1
 * appendix A does not use FE, so every client reads over it; some refuse fields that they do not know and bytes after the last field.
 */
import { concat } from '../bytes.js';

/** content: of tag 53; empty: nothing but zeros. length: at least its own. The fields fill it exactly, but for content that does not end in FE and one byte. */
export function filledObject(content: Uint8Array, length: number): Uint8Array {
  if (length < content.length) throw new RangeError(`${content.length} bytes do not fit into ${length}`);
  const endsInFe = content.at(-2) === 0xfe && content.at(-1) === 0;
  const before = endsInFe ? content.subarray(0, -2) : content;
  const rest = length - before.length;
  if (content.length === 0 || rest < 2) return concat(content, new Uint8Array(length - content.length));
  return concat(before, fieldOf(rest));
}

/** FE in so many bytes; a length of one byte more than it needs where no other comes out even. */
function fieldOf(bytes: number): Uint8Array {
  const field = new Uint8Array(bytes);
  field[0] = 0xfe;
  if (bytes - 2 <= 0x7f) field[1] = bytes - 2;
  else if (bytes - 3 <= 0xff) field.set([0x81, bytes - 3], 1);
  else field.set([0x82, (bytes - 4) >> 8, (bytes - 4) & 0xff], 1);
  return field;
}
