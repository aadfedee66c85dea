/** From what a FIDO application refuses to the error catalogue, one table: the only place where that is decided. CTAP 2.1 section 8.2. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import { describeCtapStatus, type CtapStatusName } from '@cardwright/card-protocol/ctap/status';
import { CtapPinError, CtapStatusError, pinProblemOf, type PinProblem } from './ctap-errors.js';

/** set-already: somebody has set one between the question and the answer. */
const pinProblems: Readonly<Record<PinProblem, ErrorCode>> = {
  wrong: 'FIDO_PIN_INCORRECT',
  'must-be-changed': 'FIDO_PIN_MUST_CHANGE',
  'power-cycle': 'FIDO_PIN_NEEDS_REINSERT',
  kept: 'FIDO_PIN_NEEDS_REINSERT',
  blocked: 'FIDO_PIN_BLOCKED',
  'not-set': 'FIDO_PIN_NOT_SET',
  'set-already': 'FIDO_REFUSED',
  refused: 'FIDO_PIN_REFUSED',
};

const statuses: Partial<Record<CtapStatusName, ErrorCode>> = {
  CTAP2_ERR_OPERATION_DENIED: 'FIDO_USER_CANCELLED',
  CTAP2_ERR_USER_ACTION_TIMEOUT: 'FIDO_USER_CANCELLED',
  CTAP2_ERR_ACTION_TIMEOUT: 'FIDO_USER_CANCELLED',
  CTAP2_ERR_KEEPALIVE_CANCEL: 'FIDO_USER_CANCELLED',
  CTAP1_ERR_TIMEOUT: 'FIDO_USER_CANCELLED',
  CTAP2_ERR_CREDENTIAL_EXCLUDED: 'FIDO_CREDENTIAL_EXCLUDED',
  CTAP2_ERR_KEY_STORE_FULL: 'FIDO_KEY_FULL',
};

/** Anything else is answered as it is. details: status, the name of the specification; retriesRemaining where the key was asked. */
export function fidoError(error: unknown): unknown {
  if (error instanceof CtapPinError) return pinError(error.problem, error.retriesRemaining, error);
  if (error instanceof CtapStatusError) return statusError(error);
  if (error instanceof CardProtocolError)
    return new CardwrightError(
      'FIDO_REFUSED',
      onlyInEnglish(`The card's answer is none: ${error.message}`),
      { status: error.code },
      error,
    );
  return error;
}

function pinError(problem: PinProblem, retriesRemaining: number | undefined, cause: Error): CardwrightError {
  const blocked = problem === 'wrong' && retriesRemaining === 0;
  const details = {
    ...(retriesRemaining !== undefined && { retriesRemaining }),
    ...(problem === 'kept' && { sent: false }),
    ...(problem === 'set-already' && { status: 'a PIN is set' }),
  };
  return new CardwrightError(blocked ? 'FIDO_PIN_BLOCKED' : pinProblems[problem], undefined, details, cause);
}

function statusError(error: CtapStatusError): CardwrightError {
  const { statusName, command } = error;
  const details = { status: describeCtapStatus(error.status), command };
  const code = statusName && statuses[statusName];
  if (code !== undefined) return new CardwrightError(code, undefined, details, error);
  const problem = pinProblemOf(error.status);
  if (problem !== undefined) return new CardwrightError(pinProblems[problem], undefined, details, error);
  return new CardwrightError('FIDO_REFUSED', undefined, details, error);
}
