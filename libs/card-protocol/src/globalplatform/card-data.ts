/**
 * What a GlobalPlatform card reports without any key: CPLC (9F7F) and card unique data, both from the issuer
 * security domain. Used as the card's identity where it has no serial instruction. Not secure messaging.
 * Governing documents: GlobalPlatform Card Specification 2.3.1 section 11.3 and appendix H; CPLC layout as in the
 * Visa GlobalPlatform 2.1.1 card production guide.
 */
import { command, shortLeAll, type CommandApdu } from '../apdu/command-apdu.js';
import { concat, fromHex } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { instruction } from '../iso7816/instruction.js';
import { selectApplication } from '../piv/application.js';
import { decodeTlvs, requireValue } from '../tlv/ber-tlv.js';

/** AID of the issuer security domain ("card manager"). */
const issuerSecurityDomain = fromHex('A000000151000000');
const cplcTag = 0x9f7f;
const cplcLength = 42;

export const selectIssuerSecurityDomain = (): CommandApdu => selectApplication(issuerSecurityDomain);

export const getCplc = (): CommandApdu => getDataGp(cplcTag);

/** CUID: the data object 45 (card image number) of the security domain, unique within an issuer's cards. */
export const getCardImageNumber = (): CommandApdu => getDataGp(0x45);

/**
 * The part of CPLC that no later life-cycle step may change: IC fabricator, IC type, fabrication date, serial number,
 * batch (12 bytes). undefined if it is blank. Throws TLV_*, FIELD_LENGTH.
 */
export function parseCplcIdentity(data: Uint8Array): Uint8Array | undefined {
  const cplc = requireValue(decodeTlvs(data), cplcTag);
  if (cplc.length < cplcLength) throw new CardProtocolError('FIELD_LENGTH', `CPLC of ${cplc.length} bytes`);
  const serialAndBatch = cplc.slice(12, 18);
  if (isBlank(serialAndBatch)) return undefined;
  return concat(cplc.slice(0, 4), cplc.slice(10, 12), serialAndBatch);
}

/** Value of 45, undefined if it is blank. */
export function parseCardImageNumber(data: Uint8Array): Uint8Array | undefined {
  const value = requireValue(decodeTlvs(data), 0x45);
  return value.length === 0 || isBlank(value) ? undefined : value;
}

function getDataGp(tag: number): CommandApdu {
  return { ...command(instruction.getDataCompact, tag >> 8, tag & 0xff, undefined, shortLeAll), cla: 0x80 };
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x00) || bytes.every((byte) => byte === 0xff);
}
