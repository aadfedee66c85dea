/**
 * BER-TLV as smart cards use it: tags of 1 to 4 bytes as one number (0x5FC102), definite lengths of up to 4 bytes.
 * Not a DER reader (der/der.ts) and not tolerant: every truncation is named. Lengths longer than needed are read,
 * never written. Governing document: ISO/IEC 7816-4:2020 section 6.3, ITU-T X.690 section 8.1.
 */
import { concat, numberToHex, writeUint } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';

export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  /** Tag, length and value as they stand in the input. */
  readonly raw: Uint8Array;
}

/** Tag bytes of a tag number. Throws TLV_TAG_INVALID if the number is not a well-formed tag. */
export function encodeTag(tag: number): Uint8Array {
  const bytes = Number.isSafeInteger(tag) && tag >= 0 && tag <= 0xffffffff ? writeUint(tag) : undefined;
  if (bytes === undefined || readTag(bytes, 0)?.end !== bytes.length)
    throw new CardProtocolError('TLV_TAG_INVALID', `not a BER tag: ${String(tag)}`);
  return bytes;
}

/** Shortest length field: 1 byte up to 0x7F, else 0x81..0x84 and that many bytes. */
export function encodeLength(length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0 || length > 0xffffffff)
    throw new CardProtocolError('TLV_LENGTH_UNSUPPORTED', `not a length: ${length}`);
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = writeUint(length);
  return concat(Uint8Array.of(0x80 | bytes.length), bytes);
}

/** One TLV from a tag number and its value; several parts are joined. */
export function encodeTlv(tag: number, ...value: readonly Uint8Array[]): Uint8Array {
  const length = value.reduce((sum, part) => sum + part.length, 0);
  return concat(encodeTag(tag), encodeLength(length), ...value);
}

/** The TLV that starts at `offset`, and where the next one starts. Throws TLV_TRUNCATED, TLV_TAG_INVALID, TLV_LENGTH_UNSUPPORTED. */
export function decodeTlv(bytes: Uint8Array, offset = 0): Tlv & { readonly end: number } {
  const tag = readTag(bytes, offset);
  if (tag === undefined) throw new CardProtocolError('TLV_TRUNCATED', 'the tag is cut short');
  const first = bytes[tag.end];
  if (first === undefined) throw new CardProtocolError('TLV_TRUNCATED', 'the length is missing');
  let length = first;
  let start = tag.end + 1;
  if (first >= 0x80) {
    const count = first & 0x7f;
    // 0x80 is the indefinite form: ISO 7816-4 excludes it.
    if (count === 0 || count > 4)
      throw new CardProtocolError('TLV_LENGTH_UNSUPPORTED', `length field starts with ${numberToHex(first)}`);
    if (start + count > bytes.length) throw new CardProtocolError('TLV_TRUNCATED', 'the length is cut short');
    length = bytes.subarray(start, start + count).reduce((value, byte) => value * 256 + byte, 0);
    start += count;
  }
  const end = start + length;
  if (end > bytes.length)
    throw new CardProtocolError('TLV_TRUNCATED', `tag ${numberToHex(tag.tag)} lacks ${end - bytes.length} bytes`);
  return { tag: tag.tag, value: bytes.slice(start, end), raw: bytes.slice(offset, end), end };
}

/** All TLVs of a byte string, in order; the whole input must be used up. */
export function decodeTlvs(bytes: Uint8Array): Tlv[] {
  const list: Tlv[] = [];
  for (let at = 0; at < bytes.length;) {
    const { end, ...tlv } = decodeTlv(bytes, at);
    list.push(tlv);
    at = end;
  }
  return list;
}

/** Value of the one TLV with this tag, undefined if there is none. Throws TLV_DUPLICATE: two would be two readings. */
export function findValue(list: readonly Tlv[], tag: number): Uint8Array | undefined {
  const found = list.filter((tlv) => tlv.tag === tag);
  if (found.length > 1) throw new CardProtocolError('TLV_DUPLICATE', `tag ${numberToHex(tag)} is there twice`);
  return found[0]?.value;
}

/** As findValue, but throws TLV_MISSING. */
export function requireValue(list: readonly Tlv[], tag: number): Uint8Array {
  const value = findValue(list, tag);
  if (value === undefined) throw new CardProtocolError('TLV_MISSING', `tag ${numberToHex(tag)} is missing`);
  return value;
}

/** Value of an input that is exactly one TLV with this tag. Throws TLV_UNEXPECTED for another tag or bytes behind it. */
export function unwrapTlv(bytes: Uint8Array, tag: number): Uint8Array {
  const tlv = decodeTlv(bytes);
  if (tlv.tag !== tag)
    throw new CardProtocolError('TLV_UNEXPECTED', `tag ${numberToHex(tlv.tag)} in place of ${numberToHex(tag)}`);
  if (tlv.end !== bytes.length) throw new CardProtocolError('TLV_UNEXPECTED', 'bytes behind the last TLV');
  return tlv.value;
}

/** undefined if the input ends inside the tag. */
function readTag(bytes: Uint8Array, offset: number): { tag: number; end: number } | undefined {
  let tag = bytes[offset];
  if (tag === undefined) return undefined;
  let at = offset + 1;
  if ((tag & 0x1f) === 0x1f) {
    let next: number | undefined;
    do {
      next = bytes[at++];
      if (next === undefined) return undefined;
      if (at - offset > 4) throw new CardProtocolError('TLV_TAG_INVALID', 'a tag of more than 4 bytes');
      tag = tag * 256 + next;
    } while (next & 0x80);
  }
  return { tag, end: at };
}
