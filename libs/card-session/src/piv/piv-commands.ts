/**
 * What the channel has to know of PIV's commands and the vendor's. Of the data of a command only what is known to be harmless may be recorded,
 * by an allowlist: no PIN, PUK, key, cryptogram, challenge or signature. P1 and P2 are algorithm and key reference, no secret.
 * Governing documents: SP 800-73-5 Part 2 section 3, design.md 3, requirement F05.
 */
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { vendorInstruction } from '@cardwright/card-protocol/piv/vendor-extensions';
import type { ApplicationCommands } from '../apdu/application-commands.js';

/** VERIFY counts as changing the card, because it costs a try. So does every instruction that is not listed as reading. */
const readingInstructions: ReadonlySet<number> = new Set([
  instruction.select,
  instruction.getData,
  instruction.getDataCompact,
  instruction.getResponse,
  instruction.generalAuthenticate,
  vendorInstruction.getVersion,
  vendorInstruction.getSerial,
  vendorInstruction.getMetadata,
  vendorInstruction.attest,
]);

const longAnswers: ReadonlySet<number> = new Set([
  instruction.getData,
  instruction.generateAsymmetricKeyPair,
  instruction.generalAuthenticate,
  vendorInstruction.getMetadata,
  vendorInstruction.attest,
]);

/** Commands whose whole data may be recorded. */
const recordedWhole: ReadonlySet<number> = new Set([
  instruction.select,
  instruction.getData,
  instruction.generateAsymmetricKeyPair,
]);
/** An application identifier, a tag list, a key's parameters: nothing of these is longer. */
const wholeMax = 32;
/** Algorithm, 9B and length stand before a management key. */
const managementKeyHeader = 3;

export const pivCommands: ApplicationCommands = {
  changes,
  /** GENERAL AUTHENTICATE continues a witness, or needs a verified PIN. */
  survivesReset: (apdu) => !changes(apdu) && apdu.ins !== instruction.generalAuthenticate,
  hasLongAnswer: ({ ins }) => longAnswers.has(ins),
  recordable({ ins, data }) {
    if (recordedWhole.has(ins)) return data.length <= wholeMax ? data.slice() : undefined;
    if (ins === vendorInstruction.setManagementKey) return data.slice(0, managementKeyHeader);
    return ins === instruction.putData ? data.slice(0, objectHeaderLength(data)) : undefined;
  },
};

/** An empty VERIFY asks and costs nothing. */
function changes(apdu: CommandApdu): boolean {
  if (apdu.ins === instruction.verify && apdu.data.length === 0) return false;
  return !readingInstructions.has(apdu.ins);
}

/** Tag list and the tag and length of what is written (SP 800-73-5 Part 2 section 3.3.2); 0 for what is not of that form. */
function objectHeaderLength(data: Uint8Array): number {
  if (data[0] !== 0x5c || data[1] === undefined || data[1] > 3) return 0;
  const content = 2 + data[1];
  const length = data[content + 1];
  if (length === undefined) return 0;
  return content + 2 + (length < 0x80 ? 0 : length & 0x7f);
}
