/**
 * Reads the identity of a card: from its serial instruction, else CPLC, else the card image number. Never the CHUID GUID, which stock cards
 * share. The next source is asked only where the card clearly does not have the one before: a question that was not answered must not make
 * another card of it. undefined: the card has no identity; callers that need one refuse the card (CARD_NO_IDENTITY). Governing documents:
 * design.md 2 (deviceId), GlobalPlatform Card Specification 2.3.1 section 11.3.
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
import { getSerial, getVersion, parseSerial, parseVersion } from '@cardwright/card-protocol/piv/vendor-extensions';
import { answerOf } from './answers.js';
import type { ApplicationSession } from './application-session.port.js';
import { statusError } from './status-error.js';
import { Unanswered } from './unanswered.js';

/** Whose application has the instructions for version and serial number, and is selected. */
type AskedSession = Pick<ApplicationSession, 'exchange' | 'select'>;

/** reported: what the card says; undefined: it clearly does not have it. Otherwise it did not answer. */
type Reported<Value> = { reported: Value | undefined } | { unanswered: number; ins: number };

export interface CardProduct {
  /** Firmware version where the card has the vendor's instruction. */
  version: string | undefined;
  identity: CardIdentity | undefined;
}

/**
 * Version and identity of a card whose PIV application is selected; selects it again where it had to leave it. A card that has one vendor
 * instruction has the other: CARD_UNEXPECTED_STATUS where that one was not answered, and where no source of an identity was.
 */
export async function readCardProduct(session: AskedSession, unanswered = new Unanswered()): Promise<CardProduct> {
  const version = await ask(session, getVersion(), parseVersion);
  const serial = await ask(session, getSerial(), (data) => nonZero(parseSerial(data)));
  if ('unanswered' in version && 'reported' in serial && serial.reported !== undefined) throw notAnswered(version);
  if ('unanswered' in serial && 'reported' in version && version.reported !== undefined) throw notAnswered(serial);
  if ('unanswered' in version) unanswered.add('version', version.unanswered);
  if ('unanswered' in serial) unanswered.add('serial', serial.unanswered);
  const reported = 'reported' in version ? version.reported : undefined;
  if ('reported' in serial && serial.reported !== undefined)
    return { version: reported, identity: { scheme: 'ykserial', value: serial.reported } };
  const identity = await readIssuerDomainIdentity(session);
  await session.select();
  if (identity === undefined && 'unanswered' in serial) throw notAnswered(serial);
  return { version: reported, identity };
}

/** The identity alone, of a card whose PIV application is selected. Throws as readCardProduct. */
export const readCardIdentity = async (session: AskedSession): Promise<CardIdentity | undefined> =>
  (await readCardProduct(session)).identity;

/** By the issuer security domain. Selects it, so the PIV application must be selected again afterwards. */
async function readIssuerDomainIdentity(session: AskedSession): Promise<CardIdentity | undefined> {
  const select = selectIssuerSecurityDomain();
  const { sw } = await session.exchange(select);
  const answer = answerOf('identity', sw);
  if (answer === 'unclear') throw statusError(sw, select.ins, 'identity');
  if (answer !== 'there') return undefined;
  const cplc = await ask(session, getCplc(), parseCplcIdentity);
  if ('unanswered' in cplc) throw notAnswered(cplc);
  if (cplc.reported) return { scheme: 'cplc', value: toHex(cplc.reported).toUpperCase() };
  const number = await ask(session, getCardImageNumber(), parseCardImageNumber);
  if ('unanswered' in number) throw notAnswered(number);
  return number.reported && { scheme: 'cuid', value: toHex(number.reported).toUpperCase() };
}

/** 0 is "no serial" on blank samples. */
const nonZero = (serial: string): string | undefined => (serial === '0' ? undefined : serial);

async function ask<Value>(
  session: AskedSession,
  command: CommandApdu,
  parse: (data: Uint8Array) => Value | undefined,
): Promise<Reported<Value>> {
  const { sw, data } = await session.exchange(command);
  const answer = answerOf('identity', sw);
  if (answer === 'absent' || answer === 'unsupported') return { reported: undefined };
  if (answer === 'unclear') return { unanswered: sw, ins: command.ins };
  try {
    return { reported: parse(data) };
  } catch (error) {
    if (error instanceof CardProtocolError || error instanceof CardwrightError)
      return { unanswered: sw, ins: command.ins };
    throw error;
  }
}

const notAnswered = ({ unanswered, ins }: { unanswered: number; ins: number }): CardwrightError =>
  statusError(unanswered, ins, 'identity');
