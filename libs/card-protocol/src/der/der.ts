/**
 * The few DER types that PIV structures need: SEQUENCE, INTEGER, OID, OCTET STRING, BIT STRING, NULL; writing, and
 * reading through the BER-TLV reader with DER's length rule added. Not an ASN.1 library: certificates and CMS are
 * pki-svc's. Governing document: ITU-T X.690 sections 8 and 10.
 */
import { concat, fromHex, numberToHex } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { decodeTlvs, encodeTlv, type Tlv } from '../tlv/ber-tlv.js';

export const derTag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
} as const;

export const derSequence = (...parts: readonly Uint8Array[]): Uint8Array => encodeTlv(derTag.sequence, ...parts);
export const derOctetString = (value: Uint8Array): Uint8Array => encodeTlv(derTag.octetString, value);
export const derNull = (): Uint8Array => encodeTlv(derTag.null);

/** Unused bits are always 0 here. */
export const derBitString = (value: Uint8Array): Uint8Array => encodeTlv(derTag.bitString, Uint8Array.of(0), value);

/** A non-negative INTEGER from a number or from big-endian bytes of any length (leading zeros are dropped). */
export function derInteger(value: number | Uint8Array): Uint8Array {
  let bytes = typeof value === 'number' ? fromHex(numberToHex(value)) : value;
  while (bytes.length > 1 && bytes[0] === 0) bytes = bytes.slice(1);
  if (bytes.length === 0) bytes = Uint8Array.of(0);
  return encodeTlv(derTag.integer, bytes[0]! & 0x80 ? concat(Uint8Array.of(0), bytes) : bytes);
}

/** OBJECT IDENTIFIER from dotted text. Throws DER_INVALID. */
export function derOid(dotted: string): Uint8Array {
  const arcs = dotted.split('.').map(Number);
  const [first, second, ...rest] = arcs;
  if (first === undefined || second === undefined || arcs.some((arc) => !Number.isSafeInteger(arc) || arc < 0))
    throw new CardProtocolError('DER_INVALID', `not an object identifier: ${dotted}`);
  return encodeTlv(derTag.oid, ...[first * 40 + second, ...rest].map(base128));
}

/** Dotted text from the content of an OBJECT IDENTIFIER. */
export function oidText(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  if (arcs.length === 0 || content.at(-1)! & 0x80)
    throw new CardProtocolError('DER_INVALID', 'a broken object identifier');
  const first = Math.min(2, Math.floor(arcs[0]! / 40));
  return [first, arcs[0]! - first * 40, ...arcs.slice(1)].join('.');
}

/** Non-negative INTEGER content to bytes without the sign byte. Throws DER_INVALID for a negative one. */
export function unsignedInteger(content: Uint8Array): Uint8Array {
  if (content.length === 0 || content[0]! & 0x80) throw new CardProtocolError('DER_INVALID', 'not a positive INTEGER');
  return content.length > 1 && content[0] === 0 ? content.slice(1) : content;
}

/** Children of a constructed value. Throws DER_INVALID where a length is longer than it need be. */
export function derChildren(content: Uint8Array): Tlv[] {
  const list = decodeTlvs(content);
  for (const { tag, raw, value } of list)
    if (raw.length !== encodeTlv(tag, value).length)
      throw new CardProtocolError('DER_INVALID', 'a length that is not the shortest');
  return list;
}

/** The child at `index`, which must have this tag. Throws DER_INVALID. */
export function derChild(children: readonly Tlv[], index: number, tag: number): Uint8Array {
  const child = children[index];
  if (child?.tag !== tag)
    throw new CardProtocolError(
      'DER_INVALID',
      `element ${index}: no ${numberToHex(tag)} but ${child ? numberToHex(child.tag) : 'nothing'}`,
    );
  return child.value;
}

function base128(value: number): Uint8Array {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest % 128));
  return Uint8Array.from(bytes);
}
