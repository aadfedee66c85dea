/**
 * UUIDs as 16 bytes and as text. The card UUID must be version 1, 4 or 5; the cardholder UUID version 4.
 * Governing documents: RFC 9562, SP 800-73-5 Part 1 section 3.4.
 */
import { fromHex, toHex } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';

/** Text with hyphens (any case, optional `urn:uuid:`) to 16 bytes. Throws FIELD_VALUE. */
export function uuidBytes(text: string): Uint8Array {
  const plain = text.toLowerCase().replace(/^urn:uuid:/, '');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(plain))
    throw new CardProtocolError('FIELD_VALUE', 'not a UUID');
  return fromHex(plain.replaceAll('-', ''));
}

/** Lower-case text with hyphens. Throws FIELD_LENGTH. */
export function uuidText(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new CardProtocolError('FIELD_LENGTH', `a UUID has 16 bytes, not ${bytes.length}`);
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Throws FIELD_LENGTH, FIELD_VALUE for another variant or version. */
export function checkedUuid(bytes: Uint8Array, versions: readonly number[]): Uint8Array {
  uuidText(bytes);
  if (bytes[8]! >> 6 !== 0b10 || !versions.includes(bytes[6]! >> 4))
    throw new CardProtocolError('FIELD_VALUE', `not a UUID of version ${versions.join(', ')}`);
  return bytes;
}
