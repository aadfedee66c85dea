/** [D14] An operator asked for a reprovision, which waits for the holder to run it. */
import { refusalOf, type DueKind } from './due-kind.js';

export const cardReprovision: DueKind = {
  heldBack: refusalOf,
  due: ({ state, waiting = [] }) => {
    const asked = waiting.find(({ type }) => type === 'REPROVISION');
    if (state !== 'ACTIVE' || asked === undefined) return [];
    const { reason, createdAt } = asked;
    return [{ cause: reason ?? 'OTHER', keyReferences: [], dueAt: createdAt, deadline: null, urgency: 'normal' }];
  },
};
