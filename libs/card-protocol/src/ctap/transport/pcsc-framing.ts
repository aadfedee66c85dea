/**
 * CTAP over PC/SC: the application's identifier, messages as APDUs, and the keep-alives of a card that waits for a touch. The specification
 * calls it NFC; contact readers carry the same. Governing document: CTAP 2.1 section 11.3.
 */
import { asciiBytes, emptyBytes, fromHex } from '../../bytes.js';
import { chainPieces } from '../../apdu/chaining.js';
import {
  command,
  encodeExtended,
  encodeShort,
  extendedLeAll,
  shortLeAll,
  type CommandApdu,
} from '../../apdu/command-apdu.js';
import { instruction } from '../../iso7816/instruction.js';

export const fidoAid = fromHex('A0000006472F0001');

/** What an application answers to its selection that has CTAP2 and not U2F. */
export const fido2Version = asciiBytes('FIDO_2_0');

export const ctapInstruction = { nfcctapMsg: 0x10, nfcctapGetResponse: 0x11 } as const;

/** P1 of NFCCTAP_MSG: this host knows keep-alives. Without it the answer takes as long as it takes. */
export const keepAlivesKnown = 0x80;
/** P1 of NFCCTAP_GETRESPONSE: end what is under way. */
export const cancelling = 0x11;
/** SW1 SW2 of a keep-alive; its data is one byte, a row of ctapKeepAlive. */
export const keepAliveSw = 0x9100;

/** Why an authenticator takes its time; the same bytes in PC/SC and HID. */
export const ctapKeepAlive = { processing: 1, upNeeded: 2 } as const;

const ctapClass = 0x80;
/** Readers and cards are known that take no more: every client sends pieces of this length. */
export const pieceBytes = 250;

export const selectFido = (): CommandApdu => command(instruction.select, 0x04, 0x00, fidoAid, shortLeAll);

export const messageApdu = (message: Uint8Array): CommandApdu => ({
  ...command(ctapInstruction.nfcctapMsg, keepAlivesKnown, 0x00, message, shortLeAll),
  cla: ctapClass,
});

/** The encoded APDUs of one message, in pieces with CLA 90 if it is longer than one. */
export const chainedMessage = (message: Uint8Array): Uint8Array[] =>
  chainPieces(messageApdu(message), pieceBytes).map(encodeShort);

export const extendedMessage = (message: Uint8Array): Uint8Array =>
  encodeExtended({ ...messageApdu(message), le: extendedLeAll });

/** Asks again after a keep-alive. */
export const pollApdu = (): CommandApdu => ({
  ...command(ctapInstruction.nfcctapGetResponse, 0x00, 0x00, emptyBytes, shortLeAll),
  cla: ctapClass,
});

export const cancelApdu = (): CommandApdu => ({ ...pollApdu(), p1: cancelling });
