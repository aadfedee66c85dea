/**
 * Key History Object: how many retired key management keys are on the card with and without their certificates.
 * Governing document: SP 800-73-5 Part 1 section 3.3.3 and appendix A.
 */
import { asciiBytes, asciiText, concat } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { encodeTlv, findValue, requireValue } from '../tlv/ber-tlv.js';
import { retiredKeyCount } from './key-reference.js';
import { objectFields } from './object-fields.js';

export interface KeyHistory {
  readonly keysWithOnCardCerts: number;
  readonly keysWithOffCardCerts: number;
  /** Must be there with off-card certificates, must not be there with no key at all. */
  readonly offCardCertUrl?: string;
}

const urlMax = 118;

/** Content for tag 53. Throws FIELD_VALUE, FIELD_LENGTH. */
export function encodeKeyHistory({
  keysWithOnCardCerts: on,
  keysWithOffCardCerts: off,
  offCardCertUrl: url,
}: KeyHistory): Uint8Array {
  if (![on, off].every((count) => Number.isInteger(count) && count >= 0) || on + off > retiredKeyCount)
    throw new CardProtocolError('FIELD_VALUE', `${on} + ${off} retired keys`);
  if ((off > 0 && url === undefined) || (on + off === 0 && url !== undefined))
    throw new CardProtocolError('FIELD_VALUE', 'offCardCertURL belongs to off-card certificates');
  if (url !== undefined && url.length > urlMax)
    throw new CardProtocolError('FIELD_LENGTH', `URL above ${urlMax} bytes`);
  return concat(
    encodeTlv(0xc1, Uint8Array.of(on)),
    encodeTlv(0xc2, Uint8Array.of(off)),
    ...(url === undefined ? [] : [encodeTlv(0xf3, asciiBytes(url))]),
    encodeTlv(0xfe),
  );
}

/** Throws TLV_*, TEXT_INVALID. */
export function decodeKeyHistory(content: Uint8Array): KeyHistory {
  const fields = objectFields(content);
  const url = findValue(fields, 0xf3);
  return {
    keysWithOnCardCerts: requireValue(fields, 0xc1)[0] ?? 0,
    keysWithOffCardCerts: requireValue(fields, 0xc2)[0] ?? 0,
    ...(url && url.length > 0 && { offCardCertUrl: asciiText(url) }),
  };
}
