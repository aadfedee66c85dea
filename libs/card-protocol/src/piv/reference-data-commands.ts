/**
 * VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER. All take padded values (pin-format.ts).
 * Governing document: SP 800-73-5 Part 2 sections 3.2.1, 3.2.2, 3.2.3.
 */
import { command, type CommandApdu } from '../apdu/command-apdu.js';
import { concat } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { instruction } from '../iso7816/instruction.js';
import { referenceData, referenceDataLength, type ReferenceData } from './pin-format.js';

/** Compares the PIN; a wrong one costs a try (63Cx), none left is 6983. */
export function verify(paddedPin: Uint8Array): CommandApdu {
  return command(instruction.verify, 0x00, referenceData.pin, checked(paddedPin));
}

/** Without data: 9000 if the PIN is verified, else the tries left (63Cx). Costs none. */
export function verifyStatus(): CommandApdu {
  return command(instruction.verify, 0x00, referenceData.pin);
}

/** P1 = FF: the card forgets that the PIN was verified. */
export function verifyReset(): CommandApdu {
  return command(instruction.verify, 0xff, referenceData.pin);
}

export function changeReferenceData(reference: ReferenceData, current: Uint8Array, next: Uint8Array): CommandApdu {
  return command(instruction.changeReferenceData, 0x00, reference, concat(checked(current), checked(next)));
}

/** Sets a new PIN by the PUK, and its counter back. A wrong PUK costs a PUK try. */
export function resetRetryCounter(puk: Uint8Array, nextPin: Uint8Array): CommandApdu {
  return command(instruction.resetRetryCounter, 0x00, referenceData.pin, concat(checked(puk), checked(nextPin)));
}

function checked(padded: Uint8Array): Uint8Array {
  if (padded.length !== referenceDataLength)
    throw new CardProtocolError('PIN_LENGTH', `reference data has ${referenceDataLength} bytes on the wire`);
  return padded;
}
