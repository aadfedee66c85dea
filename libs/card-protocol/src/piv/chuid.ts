/**
 * Card Holder Unique Identifier: FASC-N, card UUID, expiration date, cardholder UUID, issuer signature. The signature is
 * a detached CMS made by pki-svc over every TLV but 3E, FE included; here are the bytes that it signs and the object
 * around it. Reading does not verify it. Governing document: SP 800-73-5 Part 1 section 3.1.2 and appendix A.
 */
import { asciiBytes, asciiText, concat } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { encodeTlv, findValue, requireValue } from '../tlv/ber-tlv.js';
import { encodeFascN, type FascN } from './fasc-n.js';
import { objectFields } from './object-fields.js';
import { checkedUuid } from './uuid.js';

export interface ChuidFields {
  readonly fascN: FascN;
  /** 16 bytes; a UUID of version 1, 4 or 5. Never changed after issue. */
  readonly cardUuid: Uint8Array;
  /** `2031-01-31`. */
  readonly expirationDate: string;
  /** 16 bytes, version 4. */
  readonly cardholderUuid?: Uint8Array;
}

const tag = {
  fascN: 0x30,
  guid: 0x34,
  expirationDate: 0x35,
  cardholderUuid: 0x36,
  signature: 0x3e,
  errorDetection: 0xfe,
};
const signatureMax = 2816;

/** What the content signer signs: all TLVs in order, without 3E. Throws FASC_N_INVALID, FIELD_VALUE, FIELD_LENGTH. */
export function chuidSignedBytes(fields: ChuidFields): Uint8Array {
  return concat(...unsigned(fields), encodeTlv(tag.errorDetection));
}

/** Content for tag 53. `signature` is the DER of the CMS ContentInfo. Throws OBJECT_TOO_LARGE above 2816 bytes. */
export function encodeChuid(fields: ChuidFields, signature: Uint8Array): Uint8Array {
  if (signature.length > signatureMax)
    throw new CardProtocolError('OBJECT_TOO_LARGE', `signature of ${signature.length} bytes, ${signatureMax} at most`);
  return concat(...unsigned(fields), encodeTlv(tag.signature, signature), encodeTlv(tag.errorDetection));
}

export interface Chuid {
  /** 25 bytes as they stand; decodeFascN reads them. */
  readonly fascN: Uint8Array;
  /** 16 bytes. Not unique on stock cards: shown, never used as identity. */
  readonly guid: Uint8Array;
  /** `2031-01-31`. */
  readonly expirationDate: string;
  readonly cardholderUuid?: Uint8Array;
  readonly signature?: Uint8Array;
  /** The bytes that the signature covers, as they stand on the card. */
  readonly signedBytes: Uint8Array;
}

/** Reads any CHUID: older elements are passed over, signature and FE may be missing. Throws TLV_*, CHUID_INVALID. */
export function decodeChuid(content: Uint8Array): Chuid {
  const fields = objectFields(content);
  const cardholderUuid = findValue(fields, tag.cardholderUuid);
  const signature = findValue(fields, tag.signature);
  return {
    fascN: requireValue(fields, tag.fascN),
    guid: requireValue(fields, tag.guid),
    expirationDate: isoDate(requireValue(fields, tag.expirationDate)),
    ...(cardholderUuid && { cardholderUuid }),
    ...(signature && signature.length > 0 && { signature }),
    signedBytes: concat(...fields.filter((each) => each.tag !== tag.signature).map((each) => each.raw)),
  };
}

function unsigned({ fascN, cardUuid, expirationDate, cardholderUuid }: ChuidFields): Uint8Array[] {
  if (!/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(expirationDate))
    throw new CardProtocolError('FIELD_VALUE', 'expiration date is not YYYY-MM-DD');
  return [
    encodeTlv(tag.fascN, encodeFascN(fascN)),
    encodeTlv(tag.guid, checkedUuid(cardUuid, [1, 4, 5])),
    encodeTlv(tag.expirationDate, asciiBytes(expirationDate.replaceAll('-', ''))),
    ...(cardholderUuid ? [encodeTlv(tag.cardholderUuid, checkedUuid(cardholderUuid, [4]))] : []),
  ];
}

function isoDate(bytes: Uint8Array): string {
  const text = asciiText(bytes);
  if (!/^\d{8}$/.test(text)) throw new CardProtocolError('CHUID_INVALID', 'expiration date is not YYYYMMDD');
  return text.replace(/^(....)(..)/, '$1-$2-');
}
