/**
 * What may be told of an APDU: header, lengths, status word, time. Never data in either direction, so that no PIN, key or
 * cryptogram can reach a log; P1 and P2 are algorithm and key reference, no secret. Governing document: design.md 3.
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
  /** Bytes of data received in it. */
  readonly lr: number;
  /** undefined: no answer came. */
  readonly sw: number | undefined;
  readonly durationMs: number;
}

export type ApduObserver = (trace: ApduTrace) => void;
