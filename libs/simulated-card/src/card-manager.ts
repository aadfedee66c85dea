/**
 * What answers before an application is selected: card production life cycle data under 9F7F, where the dialect has them.
 * Not a GlobalPlatform card manager: no keys, no secure channel.
 * Governing document: GlobalPlatform Card Specification 2.3.1 section 11.3, appendix H.3 (tag 9F7F).
 */
import { concat, fromHex, toHex, writeUint } from '@cardwright/card-protocol/bytes';
import { parseCplcIdentity } from '@cardwright/card-protocol/globalplatform/card-data';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { encodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { refuse } from './status-word/status-error.js';
import type { CardContext } from './card/dialect.js';

export const cardManagerAid = fromHex('A000000151000000');
const cplcTag = 0x9f7f;

/** 42 bytes; fabricator, type, batch and serial number together are what makes a card unique. */
function cplcOf(serial: number): Uint8Array {
  return concat(
    fromHex('C0DE 5349 C0DE 4001 0100 4001'), // IC fabricator, type, operating system, release date and level, fabrication date
    writeUint(serial, 4),
    fromHex('0001'), // batch
    fromHex('C0DE 4001 C0DE 4001'), // module, card manufacturer, each with its date
    fromHex('C0DE 4001 00000000'), // pre-personaliser, date, equipment
    fromHex('C0DE 4001 00000000'), // personaliser, date, equipment
  );
}

/** How a client recognises a card by these data: `cplc:<hex>`. */
export function cplcIdentityText(serial: number): string {
  const value = parseCplcIdentity(encodeTlv(cplcTag, cplcOf(serial)))!;
  return `cplc:${toHex(value).toUpperCase()}`;
}

export function cardManager({ dialect, state }: CardContext, { ins, p1, p2 }: CommandApdu): Uint8Array {
  if (ins !== instruction.getDataCompact || !dialect.cplc) return refuse('instructionNotSupported');
  if (p1 * 256 + p2 !== cplcTag) return refuse('referenceNotFound');
  return encodeTlv(cplcTag, cplcOf(state.serial));
}
