/**
 * What an authenticator refuses, for whoever steers a session: a status of the specification, or what a PIN came to. Which of the
 * error catalogue they are is said by fido-error.ts. Messages hold no PIN. Governing document: CTAP 2.1 sections 6.5 and 8.2.
 */
import type { CtapCommandName } from '@cardwright/card-protocol/ctap/messages/command';
import {
  ctapStatus,
  ctapStatusName,
  describeCtapStatus,
  type CtapStatusName,
} from '@cardwright/card-protocol/ctap/status';

export class CtapStatusError extends Error {
  override readonly name = 'CtapStatusError';

  constructor(
    readonly command: CtapCommandName,
    readonly status: number,
  ) {
    super(`${describeCtapStatus(status)} to ${command}`);
  }

  /** undefined: none of the specification. */
  get statusName(): CtapStatusName | undefined {
    return ctapStatusName(this.status);
  }
}

/**
 * must-be-changed: the PIN was not compared, or was right; no other use of it is possible before. power-cycle: three were wrong in a row;
 * none is taken before the key is taken out and put in again. kept: two were wrong in a row, and a third one is not sent. refused: the new PIN
 * breaks a rule.
 */
export type PinProblem =
  'wrong' | 'must-be-changed' | 'power-cycle' | 'kept' | 'blocked' | 'not-set' | 'set-already' | 'refused';

export class CtapPinError extends Error {
  override readonly name = 'CtapPinError';

  constructor(
    readonly problem: PinProblem,
    /** undefined: it was not asked. */
    readonly retriesRemaining?: number,
  ) {
    super(`FIDO PIN: ${problem}`);
  }
}

/** What a status says of a PIN that was sent; undefined: nothing. */
export function pinProblemOf(status: number): PinProblem | undefined {
  switch (status) {
    case ctapStatus.CTAP2_ERR_PIN_INVALID:
      return 'wrong';
    case ctapStatus.CTAP2_ERR_PIN_AUTH_BLOCKED:
      return 'power-cycle';
    case ctapStatus.CTAP2_ERR_PIN_BLOCKED:
      return 'blocked';
    case ctapStatus.CTAP2_ERR_PIN_NOT_SET:
      return 'not-set';
    case ctapStatus.CTAP2_ERR_PIN_POLICY_VIOLATION:
      return 'refused';
    default:
      return undefined;
  }
}
