/** How a revocation stands at a moment. Pure. */
import type { Revocation } from '../api/types.js';

/** Of a revocation, or of the deletion of a passkey. */
export type Timed = Pick<Revocation, 'doneAt' | 'dueAt'>;
export type Standing = 'done' | 'late' | 'pending' | 'overdue';

/** nowMs: since 1970. late: it was done, but after its time. */
export function standingOf({ doneAt, dueAt }: Timed, nowMs: number): Standing {
  const dueMs = Date.parse(dueAt);
  if (doneAt !== null) return Date.parse(doneAt) > dueMs ? 'late' : 'done';
  return nowMs > dueMs ? 'overdue' : 'pending';
}
