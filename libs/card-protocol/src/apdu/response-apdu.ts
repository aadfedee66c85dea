/**
 * Response APDUs: data and status word. What a status word means is iso7816/status-word.ts.
 * Governing document: ISO/IEC 7816-4:2020 section 5.2.
 */
import { concat } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';

export interface ResponseApdu {
  readonly data: Uint8Array;
  /** SW1 SW2 as one number: 0x9000. */
  readonly sw: number;
}

/** Throws RESPONSE_TRUNCATED for less than the two bytes of a status word. */
export function decodeResponse(bytes: Uint8Array): ResponseApdu {
  if (bytes.length < 2) throw new CardProtocolError('RESPONSE_TRUNCATED', 'an answer without status word');
  const end = bytes.length - 2;
  return { data: bytes.slice(0, end), sw: bytes[end]! * 256 + bytes[end + 1]! };
}

export function encodeResponse({ data, sw }: ResponseApdu): Uint8Array {
  return concat(data, Uint8Array.of((sw >> 8) & 0xff, sw & 0xff));
}
