/** [B05] A lock was asked for, which waits for the card. One whose PIN is blocked already is locked. */
import type { DueKind } from './due-kind.js';

export const cardLock: DueKind = {
  due: ({ state, pin, waiting = [] }) => {
    const asked = waiting.find(({ type }) => type === 'LOCK');
    if (state !== 'ACTIVE' || pin === 'blocked' || asked === undefined) return [];
    const { reason, createdAt } = asked;
    return [{ cause: reason ?? 'OTHER', keyReferences: [], dueAt: createdAt, deadline: null, urgency: 'high' }];
  },
};
