/**
 * Reads DER strictly: one element at a time, minimal lengths, nothing past the end. Made for checking what we are about to sign
 * and what others hand in; not a general ASN.1 parser. Governing document: ITU-T X.690.
 */
export interface DerElement {
  tag: number;
  content: Buffer;
  /** Tag and length included. */
  whole: Buffer;
}

/** Elements that follow each other in `bytes`. Throws RangeError on anything that is not DER. */
export function readElements(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const start = offset;
    const tag = bytes[offset++]!;
    if ((tag & 0x1f) === 0x1f) throw new RangeError('multi-byte tags are not used here');
    const first = bytes[offset++];
    if (first === undefined) throw new RangeError('length is missing');
    let length = first;
    if (first & 0x80) {
      const count = first & 0x7f;
      if (count === 0 || count > 4 || offset + count > bytes.length) throw new RangeError('length is not DER');
      length = bytes.readUIntBE(offset, count);
      if (length < 0x80 || (count > 1 && bytes[offset] === 0)) throw new RangeError('length is not minimal');
      offset += count;
    }
    if (offset + length > bytes.length) throw new RangeError('element runs past the end');
    elements.push({
      tag,
      content: bytes.subarray(offset, offset + length),
      whole: bytes.subarray(start, offset + length),
    });
    offset += length;
  }
  return elements;
}

/** The only element in `bytes`, of the tag given. Throws RangeError. */
export function readOne(bytes: Buffer, tag?: number): DerElement {
  const elements = readElements(bytes);
  const [element] = elements;
  if (!element || elements.length !== 1 || (tag !== undefined && element.tag !== tag))
    throw new RangeError('another element was expected');
  return element;
}

/** Members of the SEQUENCE that `bytes` is. */
export const readSequence = (bytes: Buffer): DerElement[] => readElements(readOne(bytes, 0x30).content);

export function readObjectIdentifier(element: DerElement): string {
  if (element.tag !== 0x06 || element.content.length === 0) throw new RangeError('not an object identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const [index, byte] of element.content.entries()) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte & 0x80) {
      if (index === element.content.length - 1) throw new RangeError('object identifier is cut');
      continue;
    }
    arcs.push(arc);
    arc = 0n;
  }
  const [joined, ...rest] = arcs;
  const first = joined! < 40n ? 0n : joined! < 80n ? 1n : 2n;
  return [first, joined! - first * 40n, ...rest].join('.');
}

export function readTime(element: DerElement): Date {
  const text = element.content.toString('ascii');
  const match =
    element.tag === 0x17
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match || (element.tag !== 0x17 && element.tag !== 0x18)) throw new RangeError('not a time');
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const fullYear = element.tag === 0x18 ? year : year < 50 ? 2000 + year : 1900 + year;
  return new Date(Date.UTC(fullYear, month - 1, day, hour, minute, second));
}

/** Bit numbers that are set in a named-bit BIT STRING. */
export function readNamedBits(element: DerElement): number[] {
  if (element.tag !== 0x03 || element.content.length === 0) throw new RangeError('not a bit string');
  const bits: number[] = [];
  for (const [index, byte] of element.content.subarray(1).entries())
    for (let bit = 0; bit < 8; bit++) if (byte & (0x80 >> bit)) bits.push(index * 8 + bit);
  return bits;
}
