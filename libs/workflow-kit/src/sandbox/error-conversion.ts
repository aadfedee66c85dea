/**
 * The crossing between CardwrightError and Temporal's failures: the type is the code, details travel, and
 * the catalogue row decides whether Temporal may simply try again. Used in activities, workflows and clients alike.
 */
import { ApplicationFailure } from '@temporalio/common';
import { CardwrightError, type ErrorDetails } from '@cardwright/contracts/errors/cardwright-error';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { Said } from '@cardwright/contracts/said';

/** What its message says, for other languages, travels behind the details. */
const detailsOf = ({ details, said }: CardwrightError): unknown[] => (said ? [details, said] : [details]);

/**
 * Only `safe` rows may be repeated blindly; `after-readback` ends the activity, because the saga has to look at the card
 * first. The cause stays behind: it may hold anything.
 */
export function toApplicationFailure(error: CardwrightError): ApplicationFailure {
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: errorCatalogue[error.code].retry !== 'safe',
    details: detailsOf(error),
  });
}

/**
 * The same, but always retryable, whatever the catalogue says. It is for work that must be done however long it takes (the undo of a saga,
 * the record of its parking), because nothing else would do it.
 */
export function toRetryableFailure(error: unknown): ApplicationFailure {
  if (error instanceof CardwrightError)
    return ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: false,
      details: detailsOf(error),
    });
  // Its text is not passed on, because it may contain anything.
  return ApplicationFailure.create({ type: 'INTERNAL', message: errorCatalogue.INTERNAL.title, nonRetryable: false });
}

/**
 * The CardwrightError inside whatever Temporal hands to a caller (ActivityFailure, WorkflowFailedError,
 * WorkflowUpdateFailedError, ...); undefined when there is none (a timeout, a cancellation, a programming mistake).
 */
export function fromTemporalFailure(failure: unknown): CardwrightError | undefined {
  for (let error: unknown = failure, depth = 0; error instanceof Error && depth < 10; error = error.cause, depth++) {
    if (error instanceof CardwrightError) return error;
    // By name: the class of another copy of the package (jest, a workflow bundle) is not ours.
    if (error.name !== 'ApplicationFailure') continue;
    const { type, details } = error as ApplicationFailure;
    if (typeof type === 'string' && type in errorCatalogue)
      return CardwrightError.fromWire({
        code: type,
        message: error.message,
        details: (details?.[0] ?? {}) as ErrorDetails,
        ...(details?.[1] != null && { said: details[1] as Said }),
      });
  }
  return undefined;
}
