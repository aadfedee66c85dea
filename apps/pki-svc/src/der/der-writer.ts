/**
 * Writes DER (ITU-T X.690), and only DER: definite lengths, minimal integers, sorted SET OF, TRUE as FF. Certificates, CRLs and
 * CMS objects are put together from these; there is no object model in between, so what is linted is what is signed.
 */
export const tlv = (tag: number, content: Uint8Array): Buffer =>
  Buffer.concat([tagAndLength(tag, content.length), content]);

/** What stands before so many bytes of content: for content that is too large to be in memory. */
export function tagAndLength(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.of(tag, length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return Buffer.of(tag, 0x80 | bytes.length, ...bytes);
}

export const sequence = (...parts: Uint8Array[]): Buffer => tlv(0x30, Buffer.concat(parts));
/** SET OF: DER sorts the encodings (X.690 section 11.6). */
export const setOf = (...parts: Uint8Array[]): Buffer => tlv(0x31, Buffer.concat([...parts].sort(Buffer.compare)));
export const explicit = (number: number, ...parts: Uint8Array[]): Buffer => tlv(0xa0 | number, Buffer.concat(parts));
/** IMPLICIT context tag over primitive content. */
export const implicit = (number: number, content: Uint8Array): Buffer => tlv(0x80 | number, content);

export const boolean = (value: boolean): Buffer => tlv(0x01, Buffer.of(value ? 0xff : 0));
export const nullValue = (): Buffer => tlv(0x05, Buffer.alloc(0));
export const octetString = (content: Uint8Array): Buffer => tlv(0x04, content);
export const bitString = (content: Uint8Array, unusedBits = 0): Buffer =>
  tlv(0x03, Buffer.concat([Buffer.of(unusedBits), content]));
export const utf8String = (text: string): Buffer => tlv(0x0c, Buffer.from(text, 'utf8'));
export const printableString = (text: string): Buffer => tlv(0x13, Buffer.from(text, 'ascii'));

/** Non-negative INTEGER from a number or big-endian bytes, in the fewest octets. */
export function integer(value: number | bigint | Uint8Array): Buffer {
  let bytes: Buffer;
  if (typeof value === 'object') bytes = Buffer.from(value);
  else {
    const hex = BigInt(value).toString(16);
    bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  }
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  bytes = bytes.subarray(start);
  return tlv(0x02, bytes[0]! & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** Dotted decimal; an arc may exceed 64 bits (2.25 arcs hold a UUID, ITU-T X.667). */
export function objectIdentifier(dotted: string): Buffer {
  const arcs = dotted.split('.').map((arc) => BigInt(arc));
  const [first, second, ...rest] = arcs;
  if (first === undefined || second === undefined) throw new TypeError('an object identifier has two arcs at least');
  const bytes: number[] = [];
  for (const arc of [first * 40n + second, ...rest]) {
    const groups = [Number(arc & 0x7fn)];
    for (let remaining = arc >> 7n; remaining > 0n; remaining >>= 7n) groups.unshift(Number(remaining & 0x7fn) | 0x80);
    bytes.push(...groups);
  }
  return tlv(0x06, Buffer.from(bytes));
}

/** UTCTime through 2049, GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5). Whole seconds. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+Z$/g, '');
  const year = date.getUTCFullYear();
  if (year >= 1950 && year < 2050) return tlv(0x17, Buffer.from(`${digits.slice(2)}Z`, 'ascii'));
  return tlv(0x18, Buffer.from(`${digits}Z`, 'ascii'));
}

/** Named-bit BIT STRING: trailing zero bits are cut (X.690 section 11.2.2). `bits` are bit numbers, 0 is the first. */
export function namedBits(bits: readonly number[]): Buffer {
  const highest = Math.max(...bits);
  const bytes = Buffer.alloc((highest >> 3) + 1);
  for (const bit of bits) bytes[bit >> 3]! |= 0x80 >> (bit & 7);
  return bitString(bytes, 7 - (highest & 7));
}
