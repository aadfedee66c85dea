/** [B06] A blank card is bound to its holder, who sets it up where it is put in. */
import { refusalOf, type DueKind } from './due-kind.js';

export const cardIssue: DueKind = {
  heldBack: refusalOf,
  due: ({ state, waiting = [] }) => {
    const asked = waiting.find(({ type }) => type === 'ISSUE');
    if (state !== 'ASSIGNED' || asked === undefined) return [];
    return [{ cause: 'INITIAL', keyReferences: [], dueAt: asked.createdAt, deadline: null, urgency: 'normal' }];
  },
};
