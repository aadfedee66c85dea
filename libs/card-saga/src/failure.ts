/**
 * What a failed stage means for a card-writing saga, decided by code alone (contracts error catalogue): go on by itself
 * after reading the card back, wait for the card, or wait for a person. Workflow sandbox: no Node, no clock of its own.
 */
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import type { StageFailure } from '@cardwright/contracts/workflow/card-activities.contract';
import { busyPrograms } from '@cardwright/contracts/errors/busy-programs';
import type { ErrorDetails } from '@cardwright/contracts/errors/cardwright-error';
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Said } from '@cardwright/contracts/said';
import { pauseCodes } from '@cardwright/contracts/errors/pause-codes';

/** Failures after which the card is simply opened and read again, because nobody has to do anything for it. */
const reopening: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CARD_OUTCOME_UNKNOWN',
  'CARD_SECURITY_STATUS',
  // The missing ability of the card is stored, and the next attempt plans without it.
  'CARD_STEP_REFUSED',
  'CARD_VERIFY_FAILED',
  // The card never left its reader: only what it had been shown (PIN, management key) is gone.
  'CARD_WAS_RESET',
  'CARD_UNPOWERED',
  'CARD_LINK_FAILED',
  // Two runs of one activity met: the one whose worker was thought lost sent its batch first.
  'EDGE_BATCH_CONFLICT',
  'EDGE_RESTARTED',
  'LIFECYCLE_LEASE_LOST',
  // The vault's error for the same case: the service slept through its lease.
  'VAULT_LEASE_REQUIRED',
]);
/** Failures that end without a person when the card of this saga is inserted again, or when its agent connects again. */
const waitingForCard = [
  'CARD_ABSENT',
  'CARD_REMOVED',
  'CARD_WRONG_DEVICE',
  // The card was looked for in a reader that other work has.
  'CARD_IN_WORK',
  'CARD_UNRESPONSIVE',
  'CARD_WAS_RESET',
  'CARD_UNPOWERED',
  'CARD_LINK_FAILED',
  // It takes no PIN for passkeys before it was without power.
  'FIDO_PIN_NEEDS_REINSERT',
  // Nor a reset, except right after it.
  'FIDO_RESET_NEEDS_REINSERT',
  'EDGE_NO_READER',
  'EDGE_READER_UNAVAILABLE',
  'EDGE_READER_TIMEOUT',
  // A service that runs again reports its cards.
  'EDGE_PCSC_UNAVAILABLE',
  'EDGE_PCSC_STOPPED',
  'EDGE_PCSC_BUSY',
  'EDGE_PCSC_FORBIDDEN',
  'EDGE_PCSC_FAILED',
  // An agent that reports its card is reachable again.
  'EDGE_UNREACHABLE',
  // It reports its cards when the person is back.
  ...pauseCodes,
] as const satisfies readonly ErrorCode[];
const waiting: ReadonlySet<ErrorCode> = new Set(waitingForCard);
/** And when the program that has the card lets go of it. An insertion alone did not wake these in older histories. */
export const goesOnByItself: readonly ErrorCode[] = [...waitingForCard, 'CARD_BUSY'];

export const reopens = (code: ErrorCode): boolean => reopening.has(code);
export const waitsForCard = (code: ErrorCode): boolean => waiting.has(code);

/**
 * The code with which an activity failed. An activity that was repeated until its time was over failed for its last reason. If it never
 * answered, the service behind it did not answer. looksInside: asked before the failure inside a timeout is used (a change that histories
 * record).
 */
export function failureOf(error: unknown, looksInside: () => boolean = () => true): StageFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && isCode(cause.type)) {
    const programs = cause.type === 'CARD_BUSY' ? busyPrograms({ details: cause.details?.[0] as ErrorDetails }) : [];
    const said = cause.details?.[1] as Said | null | undefined;
    return {
      code: cause.type,
      message: cause.message,
      ...(programs.length > 0 && { programs }),
      ...(said != null && { said }),
    };
  }
  if (!(cause instanceof TimeoutFailure)) return { code: 'INTERNAL', message: errorCatalogue.INTERNAL.title };
  // The SDK makes no error of what is inside a timeout; its text is still encrypted.
  const last = cause.failure?.cause?.applicationFailureInfo?.type;
  const code = isCode(last) && looksInside() ? last : 'REQUEST_TIMEOUT';
  return { code, message: errorCatalogue[code].title };
}

const isCode = (type: string | null | undefined): type is ErrorCode => type != null && type in errorCatalogue;
