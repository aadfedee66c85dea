/** Which updates that failed count against what they were offered for, a roll-out or a campaign, and when they are too many. Pure. */
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';

const leastFailures = 3;
const failedShare = 0.05;

/** Of cards that were updated or failed since somebody let it go on last. */
export const tooManyFailed = ({ failed, attempted }: { failed: number; attempted: number }): boolean =>
  failed >= leastFailures && failed > failedShare * attempted;

/** Somebody took the card away, used it at the same time, or mistyped; the workstation was away. What was offered is not to blame. */
const ofTheDay: readonly ErrorCode[] = [
  'CARD_ABSENT',
  'CARD_REMOVED',
  'CARD_AMBIGUOUS',
  'CARD_BUSY',
  'CARD_IN_WORK',
  'CARD_PIN_INCORRECT',
  'CARD_PIN_REFUSED',
  'CARD_PIN_BLOCKED',
  'CARD_PIN_LAST_TRY',
];

/** Whether an update that failed with this code counts. */
export const isFailure = (code: string | null): boolean =>
  code === null || !(code.startsWith('EDGE_') || code.startsWith('PIN_') || ofTheDay.includes(code as ErrorCode));
