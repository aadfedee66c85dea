/**
 * Why a card is suspended, each reason once and in the order in which they were given: what a later one says takes nothing back of an
 * earlier one. Pure; services and portal decide by it.
 */
import { reasonEffects, type ReasonCode } from './reasons.js';

export interface SuspensionReason {
  /** null: an operator's, which is told to operators alone. */
  reason: ReasonCode | null;
  /** ISO 8601 */
  since: string;
  /** The holder said it, and nobody else. */
  byHolder: boolean;
}

/** Only a card that its holder, and nobody else, has reported as misplaced or forgotten; never one that is lost or stolen. */
export const mayBeFoundAgain = (reasons: readonly SuspensionReason[]): boolean =>
  reasons.length > 0 &&
  reasons.every(({ reason, byHolder }) => byHolder && reason !== null && reasonEffects(reason).endsWhenFound === true);

/** What the holder of the card reported last; null: nothing, or it is not suspended. */
export const reportOf = (reasons: readonly SuspensionReason[] = []): SuspensionReason | null =>
  reasons.findLast(({ byHolder }) => byHolder) ?? null;
