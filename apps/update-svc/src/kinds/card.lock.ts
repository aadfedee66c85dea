/** [B05] A lock was asked for, which waits for the card. Also where its PIN is blocked already: the saga sees that it is, and the request ends. */
import type { DueKind } from './due-kind.js';

export const cardLock: DueKind = {
  due: ({ state, waiting = [] }) => {
    const asked = waiting.find(({ type }) => type === 'LOCK');
    if (state !== 'ACTIVE' || asked === undefined) return [];
    const { reason, createdAt } = asked;
    return [{ cause: reason ?? 'OTHER', keyReferences: [], dueAt: createdAt, deadline: null, urgency: 'high' }];
  },
};
