/** A command in words from its header and the data that may be shown: for traces and logs. Governing documents: SP 800-73-5 Part 2, CTAP 2.1. */
import { numberToHex } from '../bytes.js';
import { describeMessage } from '../ctap/messages/describe-message.js';
import { cancelling, ctapInstruction } from '../ctap/transport/pcsc-framing.js';
import { vendorInstruction } from './vendor-extensions.js';
import { instruction } from '../iso7816/instruction.js';

const names: ReadonlyMap<number, string> = new Map<number, string>([
  [instruction.verify, 'VERIFY'],
  [instruction.changeReferenceData, 'CHANGE REFERENCE DATA'],
  [instruction.resetRetryCounter, 'RESET RETRY COUNTER'],
  [instruction.generateAsymmetricKeyPair, 'GENERATE ASYMMETRIC KEY PAIR'],
  [instruction.generalAuthenticate, 'GENERAL AUTHENTICATE'],
  [instruction.select, 'SELECT'],
  [instruction.getResponse, 'GET RESPONSE'],
  [instruction.getDataCompact, 'GET DATA'],
  [instruction.getData, 'GET DATA'],
  [instruction.putData, 'PUT DATA'],
  [vendorInstruction.moveKey, 'MOVE KEY'],
  [vendorInstruction.getMetadata, 'GET METADATA'],
  [vendorInstruction.getSerial, 'GET SERIAL'],
  [vendorInstruction.attest, 'ATTEST'],
  [vendorInstruction.setPinRetries, 'SET PIN RETRIES'],
  [vendorInstruction.reset, 'RESET'],
  [vendorInstruction.getVersion, 'GET VERSION'],
  [vendorInstruction.importKey, 'IMPORT KEY'],
  [vendorInstruction.setManagementKey, 'SET MANAGEMENT KEY'],
]);
/** With class 80. */
const ctapNames: ReadonlyMap<number, string> = new Map<number, string>([
  [ctapInstruction.nfcctapMsg, 'CTAP'],
  [ctapInstruction.nfcctapGetResponse, 'CTAP'],
]);
/** Instructions whose P2 names PIN, PUK or a key. */
const aboutReference: ReadonlySet<number> = new Set([
  instruction.verify,
  instruction.changeReferenceData,
  instruction.resetRetryCounter,
  instruction.generateAsymmetricKeyPair,
  instruction.generalAuthenticate,
  vendorInstruction.getMetadata,
  vendorInstruction.importKey,
]);
const references: ReadonlyMap<number, string> = new Map([
  [0x00, 'global PIN'],
  [0x80, 'PIN'],
  [0x81, 'PUK'],
]);

/** header: CLA INS P1 P2. data: what of it may be shown. */
export function describeCommand(header: Uint8Array, data: Uint8Array): string {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = header;
  const [name, subject] =
    (cla & 0x80) === 0
      ? [names.get(ins) ?? unknown(ins), subjectOf(ins, p1, p2, data)]
      : [ctapNames.get(ins) ?? names.get(ins) ?? unknown(ins), ctapSubject(ins, p1, p2, data)];
  return [name, subject, (cla & 0x10) === 0 ? '' : '(more follows)'].filter(Boolean).join(' ');
}

const unknown = (ins: number): string => `INS ${numberToHex(ins, 2)}`;

function ctapSubject(ins: number, p1: number, p2: number, data: Uint8Array): string {
  if (ins === ctapInstruction.nfcctapMsg) return describeMessage(data);
  if (ins !== ctapInstruction.nfcctapGetResponse) return subjectOf(ins, p1, p2, data);
  return p1 === cancelling ? 'cancel' : 'keep-alive';
}

function subjectOf(ins: number, p1: number, p2: number, data: Uint8Array): string {
  if (aboutReference.has(ins)) return references.get(p2) ?? numberToHex(p2, 2);
  if (ins === vendorInstruction.attest) return numberToHex(p1, 2);
  if (ins === vendorInstruction.moveKey) return `${numberToHex(p2, 2)} to ${numberToHex(p1, 2)}`;
  // A data object's tag list: 5C, length, tag.
  if (data[0] === 0x5c) return hexOf(data.subarray(2, 2 + (data[1] ?? 0)));
  if (ins === instruction.putData && data.length > 0) return numberToHex(data[0]!, 2);
  return ins === instruction.select ? hexOf(data) : '';
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => numberToHex(byte, 2)).join('');
