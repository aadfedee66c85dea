/**
 * What a cancel does, for each kind of saga and by how far it has come: what people read before and after, and what the saga does. Both are
 * read from its row (saga-kinds.ts). A cancel counts at any time before the record is settled: the record's transaction refuses one of the
 * two (LIFECYCLE_CANCELLED for the commit, LIFECYCLE_TRANSITION for the cancel). Activities that repeat or wait stop at once. A batch that
 * is at work on the card may finish first, for at most `batchGraceMs`, so that the card is at rest.
 */
import type { CancelRule } from './saga-kind.js';
import { sagaKind, type CardSagaType } from './saga-kinds.js';

/** After a cancel a batch is waited for no longer than this: the card or its agent may be gone for good. */
export const batchGraceMs = 60_000;

/** percent: the furthest that the saga has come in any of its attempts; it never goes back. */
export function cancelRule(type: CardSagaType, percent: number): CancelRule {
  const { cancel, stages } = sagaKind(type);
  return Object.values(stages).reduce(
    (rule, stage) => (percent >= stage.span[0] ? (stage.cancel ?? rule) : rule),
    cancel,
  );
}
