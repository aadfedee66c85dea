/**
 * The PIN of a FIDO application: text in NFC, so many Unicode code points at least, at most 63 bytes of UTF-8, filled up to 64 with zeros
 * before it is encrypted. No error text holds a character of it. Governing document: CTAP 2.1 section 6.5.1.
 */
import { concat, utf8Bytes, utf8Text } from '../../bytes.js';
import { CardProtocolError } from '../../card-protocol-error.js';

export const pinBytesMax = 63;
const paddedBytes = 64;

/**
 * As it is sent and hashed: UTF-8 in NFC. utf8: what a person typed; minLength: code points, what getInfo says. Throws CTAP_PIN_LENGTH,
 * TEXT_INVALID, and FIELD_VALUE for a PIN with a zero character, which no authenticator could tell from its end.
 */
export function normalisePin(utf8: Uint8Array, minLength: number): Uint8Array {
  const text = utf8Text(utf8).normalize('NFC');
  const pin = utf8Bytes(text);
  if (pin.includes(0)) throw new CardProtocolError('FIELD_VALUE', 'a PIN with a zero character');
  if (codePoints(text) < minLength || pin.length > pinBytesMax)
    throw new CardProtocolError('CTAP_PIN_LENGTH', `a PIN of ${minLength} characters to ${pinBytesMax} bytes expected`);
  return pin;
}

/** 64 bytes. pin: at most 63. */
export function padPin(pin: Uint8Array): Uint8Array {
  if (pin.length > pinBytesMax) throw new CardProtocolError('CTAP_PIN_LENGTH', `more than ${pinBytesMax} bytes`);
  return concat(pin, new Uint8Array(paddedBytes - pin.length));
}

/** What is left without the zeros at the end. Throws CTAP_PIN_LENGTH unless there are 64 bytes, the last one zero. */
export function unpadPin(padded: Uint8Array): Uint8Array {
  if (padded.length !== paddedBytes || padded[pinBytesMax] !== 0)
    throw new CardProtocolError('CTAP_PIN_LENGTH', `${paddedBytes} bytes with a zero at the end expected`);
  let end = pinBytesMax;
  while (end > 0 && padded[end - 1] === 0) end--;
  return padded.slice(0, end);
}

/** Throws TEXT_INVALID for bytes that are no UTF-8. */
export const pinCodePoints = (pin: Uint8Array): number => codePoints(utf8Text(pin));

const codePoints = (text: string): number => [...text].length;
