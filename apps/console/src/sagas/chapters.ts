/** A saga's timeline as it is read: newest first, day by day; what people decided stands between what happened, each with the card steps of its own. Pure. */
import type { HistoryEntry, SagaProgress } from '../api/types.js';

export type Chapter = { at: string; key: string } & (
  { head: SagaProgress; steps: SagaProgress[]; decision?: never } | { decision: HistoryEntry; head?: never }
);

/** A row that says that a step began is left out once there is a row for its end. */
export function chaptersOf(rows: readonly SagaProgress[], decisions: readonly HistoryEntry[] = []): Chapter[] {
  const happened: { at: string; key: string; head: SagaProgress; steps: SagaProgress[] }[] = [];
  for (const row of rows) {
    const chapter = happened.at(-1);
    if (row.kind !== 'step' || chapter === undefined)
      happened.push({ at: row.at, key: String(row.sequence), head: row, steps: [] });
    else if (chapter.steps.at(-1)?.sentence === row.sentence) chapter.steps[chapter.steps.length - 1] = row;
    else chapter.steps.push(row);
  }
  const decided = decisions.map((decision) => ({ at: decision.at, key: `d${decision.entryId}`, decision }));
  // Sorting keeps the order of what is of the same time: who decided is before what came of it.
  return [...decided, ...happened].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).reverse();
}

/** What somebody decided, of all that the audit trail has of a saga: its states are in the timeline already. */
export const isDecision = ({ action }: Pick<HistoryEntry, 'action'>): boolean =>
  action === 'request.created' ||
  action === 'request.started' ||
  (action.startsWith('saga.') && action !== 'saga.workflow-lost');
