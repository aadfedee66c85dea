/** GET DATA of the PIV Card Application. Governing document: SP 800-73-5 Part 2 section 3.1.2, Part 1 table 2. */
import { emptyBytes, fromHex, numberToHex } from '@cardwright/card-protocol/bytes';
import { dataObjects, tagOf } from '@cardwright/card-protocol/piv/data-object';
import { encodeTlv, unwrapTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { readTagValue } from '../card/data-object-write.js';
import type { CardContext, CommandHandler } from '../card/dialect.js';
import { discoveryContent } from '../card/factory.js';
import { refuse } from '../status-word/status-error.js';

export const getData: CommandHandler = (card, { p1, p2, data }) => {
  if (p1 !== 0x3f || p2 !== 0xff) refuse('wrongParameters');
  const tag = readTagValue(unwrapTlv(data, 0x5c));
  if (needsPin(tag) && !card.session.pinVerified) refuse('securityStatus');
  const content = objectContent(card, tag);
  if (content.length === 0) refuse('notFound');
  return encodeTlv(tag === tagOf.discovery || tag === tagOf.biometricInformation ? tag : 0x53, content);
};

function objectContent({ dialect, state }: CardContext, tag: number): Uint8Array {
  if (tag === tagOf.discovery && dialect.fixedDiscovery) return discoveryContent;
  const hex = state.objects[numberToHex(tag)];
  return hex === undefined ? emptyBytes : fromHex(hex);
}

const needsPin = (tag: number): boolean => dataObjects.some((row) => row.tag === tag && row.read === 'pin');
