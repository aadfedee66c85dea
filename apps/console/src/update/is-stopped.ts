/** Whether the work on a card stands still until somebody does something. */
import type { Saga } from '../api/types.js';

export const isStopped = ({ state }: Pick<Saga, 'state'>): boolean => state === 'FAILED' || state === 'INTERRUPTED';
