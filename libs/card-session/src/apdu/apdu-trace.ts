/**
 * What is recorded of an APDU: header, lengths, status word, time, and of the data what its application says is never a secret
 * (application-commands.ts). Nothing of an answer. Governing document: design.md 3, requirement F05.
 */
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
