/**
 * What may be recorded of an APDU: header, lengths, status word, time, and the data of commands whose data is never a secret, by an
 * allowlist. No PIN, PUK, key, cryptogram, challenge or signature, and nothing of an answer: whatever is not known to be harmless is
 * not recorded. P1 and P2 are algorithm and key reference, no secret. Governing document: design.md 3, requirement F05.
 */
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { vendorInstruction } from '@cardwright/card-protocol/piv/vendor-extensions';

export interface ApduTrace {
  /** Counted from 1 within the session. */
  readonly index: number;
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Bytes of data sent in this APDU. */
  readonly lc: number;
  readonly extended: boolean;
  /** Bytes of data received in it. */
  readonly lr: number;
  /** undefined: no answer came. */
  readonly sw: number | undefined;
  readonly durationMs: number;
  /** What of the data may be recorded; undefined: nothing. */
  readonly data: Uint8Array | undefined;
}

export type ApduObserver = (trace: ApduTrace) => void;

/** An application identifier, a tag list, a key's parameters: nothing of these is longer. */
const wholeMax = 32;
const whole: ReadonlySet<number> = new Set([
  instruction.select,
  instruction.getData,
  instruction.generateAsymmetricKeyPair,
]);
/** Algorithm, 9B and length stand before a management key. */
const managementKeyHeader = 3;

/**
 * A copy of the part of a command's data that may be recorded. data: of the first or only piece of a command; the later pieces of a chain
 * have no part that may be recorded.
 */
export function recordableData(ins: number, data: Uint8Array): Uint8Array | undefined {
  if (whole.has(ins)) return data.length <= wholeMax ? data.slice() : undefined;
  if (ins === vendorInstruction.setManagementKey) return data.slice(0, managementKeyHeader);
  return ins === instruction.putData ? data.slice(0, objectHeaderLength(data)) : undefined;
}

/** Tag list and the tag and length of what is written (SP 800-73-5 Part 2 section 3.3.2); 0 for what is not of that form. */
function objectHeaderLength(data: Uint8Array): number {
  if (data[0] !== 0x5c || data[1] === undefined || data[1] > 3) return 0;
  const content = 2 + data[1];
  const length = data[content + 1];
  if (length === undefined) return 0;
  return content + 2 + (length < 0x80 ? 0 : length & 0x7f);
}
