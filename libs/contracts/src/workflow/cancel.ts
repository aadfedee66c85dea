/**
 * What a cancel does, for each kind of saga and by how far it has come: what people read before and after, and what the saga does. Both are
 * read from its row (saga-kinds.ts). A cancel counts at any time before the record is settled: the record's transaction refuses one of the
 * two (LIFECYCLE_CANCELLED for the commit, LIFECYCLE_TRANSITION for the cancel). Activities that repeat or wait stop at once. A batch that
 * is at work on the card may finish first, for at most `batchGraceMs`, so that the card is at rest.
 */
import type { CancelRule, SagaStageRow } from './saga-kind.js';
import { sagaKind, type CardSagaType } from './saga-kinds.js';

/** After a cancel a batch is waited for no longer than this: the card or its agent may be gone for good. */
export const batchGraceMs = 60_000;

/** percent: the furthest that the saga has come in any of its attempts; it never goes back. */
export const cancelRule = (type: CardSagaType, percent: number): CancelRule => cancelNow(type, percent).rule;

/** With the stage whose rule it is: the last one with a rule of its own that the saga has reached; null: the kind's own. */
export function cancelNow(type: CardSagaType, percent: number): { stage: string | null; rule: CancelRule } {
  const { cancel, stages } = sagaKind(type);
  const rows: [string, SagaStageRow][] = Object.entries(stages);
  return rows.reduce<{ stage: string | null; rule: CancelRule }>(
    (now, [stage, { span, cancel: rule }]) => (rule !== undefined && percent >= span[0] ? { stage, rule } : now),
    { stage: null, rule: cancel },
  );
}
