/**
 * Long commands and long answers over short APDUs: command chaining (CLA bit 0x10, pieces of at most 255 bytes) and
 * GET RESPONSE after 61xx. Pure: these functions name the next APDU, card-session sends it.
 * Governing document: ISO/IEC 7816-4:2020 sections 5.3.3 and 5.3.4, SP 800-73-5 Part 2 section 2.4.
 */
import { concat } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { instruction } from '../iso7816/instruction.js';
import { command, shortDataMax, shortLeAll, type CommandApdu } from './command-apdu.js';
import type { ResponseApdu } from './response-apdu.js';

/** CLA bit "not the last command of a chain". */
export const chainingBit = 0x10;

/** The longest answer that is put together: a card that never stops saying 61xx must not fill the memory. */
export const collectedMax = 65536;

/**
 * Short APDUs that carry one command: one piece if it fits, else pieces of `pieceLength` (1..255) with CLA 10
 * and the rest last, with the Le of the command (256 at most: an answer longer than that comes by 61xx).
 */
export function chainPieces(apdu: CommandApdu, pieceLength = shortDataMax): CommandApdu[] {
  if (!Number.isInteger(pieceLength) || pieceLength < 1 || pieceLength > shortDataMax)
    throw new CardProtocolError('APDU_FIELD_RANGE', `piece length out of range: ${pieceLength}`);
  const { ins, p1, p2, le } = apdu;
  const pieces: CommandApdu[] = [];
  let rest = apdu.data;
  while (rest.length > pieceLength) {
    pieces.push({ cla: apdu.cla | chainingBit, ins, p1, p2, data: rest.subarray(0, pieceLength) });
    rest = rest.subarray(pieceLength);
  }
  pieces.push({
    ...{ cla: apdu.cla, ins, p1, p2, data: rest },
    ...(le === undefined ? {} : { le: Math.min(le, shortLeAll) }),
  });
  return pieces;
}

/** GET RESPONSE for what 61xx announced, or undefined when the answer is complete. 6100 means 256 or more. */
export function nextGetResponse(sw: number): CommandApdu | undefined {
  if (sw >> 8 !== 0x61) return undefined;
  return command(instruction.getResponse, 0x00, 0x00, undefined, sw & 0xff || shortLeAll);
}

/** The Le a card asks for with 6Cxx, or undefined. The same command is then sent again with it. */
export function correctedLe(sw: number): number | undefined {
  return sw >> 8 === 0x6c ? sw & 0xff || shortLeAll : undefined;
}

/** Joins the pieces of an answer; the status word is the last one's. Throws CHAIN_INVALID above 65536 bytes. */
export function joinResponses(pieces: readonly ResponseApdu[]): ResponseApdu {
  const last = pieces.at(-1);
  if (last === undefined) throw new TypeError('no pieces');
  const data = concat(...pieces.map((piece) => piece.data));
  if (data.length > collectedMax) throw new CardProtocolError('CHAIN_INVALID', `answer above ${collectedMax} bytes`);
  return { data, sw: last.sw };
}
