/**
 * Whether a reason of the catalogue may be given for an action (requirement D19, model.md section 5): one check for
 * reprovision, suspend, resume, terminate and PIN reset. Pure. What the reason means to the CA stands in its row.
 */
import { reasonOf, type Reason, type ReasonUse } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Role } from '@cardwright/contracts/access/role';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';

export interface GivenReason {
  reason?: string;
  reasonText?: string | null;
}

/**
 * Returns the row of the catalogue. roles: the roles of the person who gives the reason. Throws REASON_UNKNOWN, REASON_NOT_ALLOWED {use,
 * allowed} (another action's, the system's own, or another role's), REASON_TEXT_REQUIRED.
 */
export function checkReason(given: GivenReason, use: ReasonUse, roles: readonly Role[]): Reason {
  const row = given.reason === undefined ? undefined : reasonOf(given.reason);
  if (row === undefined) throw new CardwrightError('REASON_UNKNOWN', undefined, { reason: given.reason });
  const roleFits = row.roles === undefined || row.roles.some((role) => roles.includes(role));
  if (!row.uses.includes(use) || row.systemOnly || !roleFits)
    throw new CardwrightError('REASON_NOT_ALLOWED', undefined, {
      reason: row.code,
      use,
      allowed: row.uses,
      ...(row.roles === undefined ? {} : { roles: row.roles }),
    });
  if (row.textNeeded && !hasWords(given.reasonText))
    throw new CardwrightError('REASON_TEXT_REQUIRED', undefined, { reason: row.code });
  return row;
}

/**
 * Checks the reason of a reprovision or an update. A written reason is also needed when a key history may be lost or a well-known value
 * stays. Throws as `checkReason`.
 */
export function checkRewriteReason(
  given: GivenReason & { acceptHistoryLoss?: boolean; acceptWellKnown?: boolean },
  use: 'reprovision' | 'update',
  roles: readonly Role[],
): void {
  checkReason(given, use, roles);
  if (given.acceptHistoryLoss === true) requireWords(given.reasonText, say('record.why-history'));
  if (given.acceptWellKnown === true) requireWords(given.reasonText, wellKnownReason);
}

/** At least one letter or digit of any script: blanks, dashes and invisible characters are no reason. */
const hasWords = (text: string | null | undefined): boolean => /[\p{L}\p{N}]/u.test(text ?? '');

/** The question to the person who accepts a publicly known value. */
export const wellKnownReason = say('record.why-well-known');

/** For reasons that are free text without a code. sentence: the text of the error. Throws REASON_TEXT_REQUIRED. */
export function requireWords(text: string | null | undefined, sentence: Sentence): void {
  if (!hasWords(text)) throw new CardwrightError('REASON_TEXT_REQUIRED', sentence);
}
