/**
 * Helpers for byte strings: hex, joining, comparing, big-endian numbers, ASCII and UTF-8 without any platform API.
 * Not constant-time: nothing here may compare a secret. Governing document: none (plumbing).
 */
import { CardProtocolError } from './card-protocol-error.js';

export const emptyBytes: Uint8Array = new Uint8Array(0);

/** Lower-case hex to bytes; upper case, blanks and colons are accepted. Throws HEX_INVALID. */
export function fromHex(hex: string): Uint8Array {
  const digits = hex.replace(/[\s:]/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits))
    throw new CardProtocolError('HEX_INVALID', 'not an even number of hexadecimal digits');
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Bytes to lower-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

/** A number as upper-case hex, padded to whole bytes (or to the width given): 0x9A -> '9A'. */
export function numberToHex(value: number, digits?: number): string {
  const hex = value.toString(16).toUpperCase();
  return hex.padStart(digits ?? hex.length + (hex.length % 2), '0');
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Unsigned big-endian number of at most 6 bytes. Throws FIELD_LENGTH. */
export function readUint(bytes: Uint8Array): number {
  if (bytes.length > 6) throw new CardProtocolError('FIELD_LENGTH', 'a number of more than 6 bytes');
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** Unsigned big-endian number in as few bytes as hold it (at least 1), or in exactly `length` bytes. Throws FIELD_VALUE. */
export function writeUint(value: number, length?: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new CardProtocolError('FIELD_VALUE', 'not an unsigned number');
  const bytes = fromHex(numberToHex(value));
  if (length === undefined) return bytes;
  if (value >= 256 ** length) throw new CardProtocolError('FIELD_VALUE', `does not fit in ${length} bytes`);
  return bytes.length > length ? bytes.slice(-length) : concat(new Uint8Array(length - bytes.length), bytes);
}

/** Printable ASCII only (0x20..0x7E). Throws TEXT_INVALID. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => {
    const code = char.codePointAt(0)!;
    if (code < 0x20 || code > 0x7e) throw new CardProtocolError('TEXT_INVALID', 'not printable ASCII');
    return code;
  });
}

export function asciiText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    if (byte < 0x20 || byte > 0x7e) throw new CardProtocolError('TEXT_INVALID', 'not printable ASCII');
    return String.fromCharCode(byte);
  }).join('');
}

/** UTF-8. Throws TEXT_INVALID. decodeURIComponent is ECMAScript itself, so no platform API is needed. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    throw new CardProtocolError('TEXT_INVALID', 'not valid UTF-8');
  }
}

/** UTF-8. Throws TEXT_INVALID for half of a surrogate pair, which no text has. */
export function utf8Bytes(text: string): Uint8Array {
  let escaped: string;
  try {
    escaped = encodeURIComponent(text);
  } catch {
    throw new CardProtocolError('TEXT_INVALID', 'half of a surrogate pair');
  }
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at++) {
    const escape = escaped[at] === '%';
    bytes.push(escape ? parseInt(escaped.slice(at + 1, at + 3), 16) : escaped.charCodeAt(at));
    if (escape) at += 2;
  }
  return Uint8Array.from(bytes);
}

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648 section 4, as the contracts carry DER (`...Base64`); padding may be absent. Throws TypeError for anything else. */
export function base64Bytes(text: string): Uint8Array {
  const digits = text.replace(/={1,2}$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let buffer = 0;
  for (let index = 0, at = 0; index < digits.length; index++) {
    const value = base64Digits.indexOf(digits[index]!);
    if (value < 0) throw new TypeError('not base64');
    buffer = ((buffer << 6) | value) & 0xffffff;
    // Each digit but the first of four completes a byte.
    if (index % 4 !== 0) bytes[at++] = (buffer >> (6 - 2 * (index % 4))) & 0xff;
  }
  return bytes;
}
