/** How a revocation stands at a moment. Pure. */
import type { Revocation } from '../api/types.js';

export type Standing = 'done' | 'late' | 'pending' | 'overdue';

/** nowMs: since 1970. late: it was done, but after its time. */
export function standingOf({ doneAt, dueAt }: Pick<Revocation, 'doneAt' | 'dueAt'>, nowMs: number): Standing {
  const dueMs = Date.parse(dueAt);
  if (doneAt !== null) return Date.parse(doneAt) > dueMs ? 'late' : 'done';
  return nowMs > dueMs ? 'overdue' : 'pending';
}
