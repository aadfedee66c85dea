/** Whether the work on a card stands still until somebody does something. */
import type { Saga } from '../api/types.js';

export const isStopped = ({ state }: Pick<Saga, 'state'>): boolean => state === 'FAILED' || state === 'INTERRUPTED';

/** By which code; null: it is at work, or nobody has said. */
export const stoppedBy = (saga: Pick<Saga, 'state' | 'errorCode' | 'stuckReason'>): string | null =>
  isStopped(saga) ? (saga.errorCode ?? saga.stuckReason) : null;
