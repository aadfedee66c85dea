/**
 * Card Capability Container: what GSC-IS middleware reads first. Only the card identifier and the data model number say
 * anything; the other elements are there and empty. Governing document: SP 800-73-5 Part 1 section 3.1.1, appendix A;
 * GSC-IS 2.1 section 6 (identifier: RID, manufacturer, card type, card id).
 */
import { concat, fromHex } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { encodeTlv, findValue } from '../tlv/ber-tlv.js';
import { objectFields } from './object-fields.js';

const gscRid = fromHex('A000000116');
/** Manufacturer unknown, card type "Java Card": what PIV issuers write. */
const manufacturerAndType = fromHex('FF02');
export const cardIdLength = 14;

/** Content for tag 53. `cardId`: 14 bytes, unique by card. Throws FIELD_LENGTH. */
export function encodeCardCapabilityContainer(cardId: Uint8Array): Uint8Array {
  if (cardId.length !== cardIdLength) throw new CardProtocolError('FIELD_LENGTH', `card id of ${cardId.length} bytes`);
  return concat(
    encodeTlv(0xf0, gscRid, manufacturerAndType, cardId),
    encodeTlv(0xf1, Uint8Array.of(0x21)),
    encodeTlv(0xf2, Uint8Array.of(0x21)),
    encodeTlv(0xf3),
    encodeTlv(0xf4, Uint8Array.of(0x00)),
    encodeTlv(0xf5, Uint8Array.of(0x10)),
    ...[0xf6, 0xf7, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe].map((tag) => encodeTlv(tag)),
  );
}

/** Card identifier (tag F0, 21 bytes), undefined where it is empty. Throws TLV_*, FIELD_VALUE for what has none of the container's fields. */
export function decodeCardIdentifier(content: Uint8Array): Uint8Array | undefined {
  const fields = objectFields(content);
  if (!fields.some(({ tag }) => tag >= 0xf0 && tag <= 0xf7))
    throw new CardProtocolError('FIELD_VALUE', 'not a Card Capability Container');
  const identifier = findValue(fields, 0xf0);
  return identifier && identifier.length > 0 ? identifier : undefined;
}
