/**
 * How a command handler refuses: a status word of the table. Not an error of the simulator: the caller sees it as SW1 SW2.
 * Governing document: ISO/IEC 7816-4:2020 tables 6 and 7.
 */
import { emptyBytes } from '@cardwright/card-protocol/bytes';
import { statusWord, type StatusWordName } from '@cardwright/card-protocol/iso7816/status-word';

export class StatusError extends Error {
  override readonly name = 'StatusError';

  /** data: what the answer has beside the status word. */
  constructor(
    readonly sw: number,
    readonly data: Uint8Array = emptyBytes,
  ) {
    super(`status word ${sw.toString(16).padStart(4, '0')}`);
  }
}

/** Throws the status word of this row. */
export function refuse(row: StatusWordName): never {
  throw new StatusError(statusWord[row].sw);
}

/** 63Cx: a wrong PIN or PUK, with the tries left (15 at most fit). */
export function refuseWithTries(retriesRemaining: number): never {
  throw new StatusError(0x63c0 | Math.min(15, retriesRemaining));
}
