/**
 * What a card is recognised by: its serial instruction, else CPLC, else the card image number. Never the CHUID GUID, which
 * stock cards share. undefined: the card has none and is refused (CARD_NO_IDENTITY) by who needs one.
 * Governing documents: design.md 2 (deviceId), GlobalPlatform Card Specification 2.3.1 section 11.3.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardIdentity } from '@cardwright/contracts/card/card-image';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { toHex } from '@cardwright/card-protocol/bytes';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import {
  getCardImageNumber,
  getCplc,
  parseCardImageNumber,
  parseCplcIdentity,
  selectIssuerSecurityDomain,
} from '@cardwright/card-protocol/globalplatform/card-data';
import { isStatus } from '@cardwright/card-protocol/iso7816/status-word';
import { getSerial, parseSerial } from '@cardwright/card-protocol/piv/vendor-extensions';
import type { PivSession } from './piv-session.js';

/** By the vendor's serial instruction, with the PIV application selected: one APDU. 0 is "no serial" on blank samples. */
export async function readSerialIdentity(session: PivSession): Promise<CardIdentity | undefined> {
  const value = await readValue(session, getSerial(), (data) => parseSerial(data));
  return value === undefined || value === '0' ? undefined : { scheme: 'ykserial', value };
}

/** By the issuer security domain. Selects it, so the PIV application must be selected again afterwards. */
export async function readIssuerDomainIdentity(session: PivSession): Promise<CardIdentity | undefined> {
  const { sw } = await session.exchange(selectIssuerSecurityDomain());
  if (!isStatus(sw, 'success')) return undefined;
  const cplc = await readValue(session, getCplc(), parseCplcIdentity);
  if (cplc) return { scheme: 'cplc', value: toHex(cplc).toUpperCase() };
  const number = await readValue(session, getCardImageNumber(), parseCardImageNumber);
  return number && { scheme: 'cuid', value: toHex(number).toUpperCase() };
}

/** The identity of a card whose PIV application is selected; selects it again where it had to leave it. */
export async function readCardIdentity(session: PivSession): Promise<CardIdentity | undefined> {
  const bySerial = await readSerialIdentity(session);
  if (bySerial) return bySerial;
  const byDomain = await readIssuerDomainIdentity(session);
  await session.select();
  return byDomain;
}

/** undefined where the card does not answer 9000 or answers nonsense: then it does not have this. */
async function readValue<Value>(
  session: PivSession,
  command: CommandApdu,
  parse: (data: Uint8Array) => Value | undefined,
): Promise<Value | undefined> {
  const { sw, data } = await session.exchange(command);
  if (!isStatus(sw, 'success')) return undefined;
  try {
    return parse(data);
  } catch (error) {
    if (error instanceof CardProtocolError || error instanceof CardwrightError) return undefined;
    throw error;
  }
}
