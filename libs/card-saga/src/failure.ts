/**
 * What a failed stage means for a card-writing saga, decided by code alone (contracts error catalogue): go on by itself
 * after reading the card back, wait for the card, or wait for a person. Workflow sandbox: no Node, no clock of its own.
 */
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';

export interface StageFailure {
  code: ErrorCode;
  message: string;
}

/** Failures after which the card is simply opened and read again, because nobody has to do anything for it. */
const reopening: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CARD_OUTCOME_UNKNOWN',
  'CARD_SECURITY_STATUS',
  // What it cannot do is remembered: the next attempt plans without it.
  'CARD_STEP_REFUSED',
  'CARD_VERIFY_FAILED',
  // The card never left its reader: only what it had been shown (PIN, management key) is gone.
  'CARD_WAS_RESET',
  'CARD_UNPOWERED',
  'CARD_LINK_FAILED',
  'EDGE_RESTARTED',
  'LIFECYCLE_LEASE_LOST',
  // What the vault calls the same: the service slept through its lease.
  'VAULT_LEASE_REQUIRED',
]);
/** Failures that end by themselves when the card of this saga is inserted again. */
const waitingForCard: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CARD_ABSENT',
  'CARD_REMOVED',
  'CARD_WRONG_DEVICE',
  'CARD_UNRESPONSIVE',
  'CARD_WAS_RESET',
  'CARD_UNPOWERED',
  'CARD_LINK_FAILED',
  'EDGE_NO_READER',
  'EDGE_READER_UNAVAILABLE',
  'EDGE_READER_TIMEOUT',
  // A service that is there again reports its cards.
  'EDGE_PCSC_UNAVAILABLE',
  'EDGE_PCSC_STOPPED',
  'EDGE_PCSC_BUSY',
  'EDGE_PCSC_FORBIDDEN',
  'EDGE_PCSC_FAILED',
  // An agent that tells of its card is there again.
  'EDGE_UNREACHABLE',
]);

export const reopens = (code: ErrorCode): boolean => reopening.has(code);
export const waitsForCard = (code: ErrorCode): boolean => waitingForCard.has(code);

/** The code that an activity failed with; a timed-out activity means that the part behind it did not answer. */
export function failureOf(error: unknown): StageFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && cause.type != null && cause.type in errorCatalogue)
    return { code: cause.type as ErrorCode, message: cause.message };
  if (cause instanceof TimeoutFailure)
    return { code: 'REQUEST_TIMEOUT', message: errorCatalogue.REQUEST_TIMEOUT.title };
  return { code: 'INTERNAL', message: errorCatalogue.INTERNAL.title };
}
