/**
 * PIN and PUK on the wire: 8 bytes, a PIN of 6 to 8 digits padded with FF, a PUK of exactly 8 bytes. Vendor cards take any
 * bytes but FF. Policy (denylist, sequences) is not here. Callers wipe what they pass; nothing is kept, and no error
 * text holds a digit. Governing document: SP 800-73-5 Part 2 section 2.4.3, Part 1 table 4a.
 */
import { CardProtocolError } from '../card-protocol-error.js';

/** Key references of reference data for VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER (Part 1 table 4a). */
export const referenceData = { globalPin: 0x00, pin: 0x80, puk: 0x81 } as const;
export type ReferenceData = (typeof referenceData)['pin' | 'puk'];

export const referenceDataLength = 8;
const padding = 0xff;

export interface PinFormat {
  readonly minLength: number;
  readonly maxLength: number;
  readonly alphabet: 'numeric' | 'ascii';
}

export const pukFormat: PinFormat = { minLength: 8, maxLength: 8, alphabet: 'ascii' };

/** 8 bytes, FF at the end. Throws PIN_LENGTH, PIN_ALPHABET; the error never contains the value. */
export function padReferenceData(value: Uint8Array, format: PinFormat): Uint8Array {
  if (value.length < format.minLength || value.length > Math.min(format.maxLength, referenceDataLength))
    throw new CardProtocolError(
      'PIN_LENGTH',
      `PIN or PUK of ${format.minLength} to ${format.maxLength} characters expected`,
    );
  const [low, high] = format.alphabet === 'numeric' ? [0x30, 0x39] : [0x20, 0x7e];
  if (value.some((byte) => byte < low || byte > high))
    throw new CardProtocolError('PIN_ALPHABET', `PIN or PUK with a character that is not ${format.alphabet}`);
  const padded = new Uint8Array(referenceDataLength).fill(padding);
  padded.set(value);
  return padded;
}
