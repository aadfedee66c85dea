/** [B05] The help desk was asked for a new PIN, because the old one is blocked or forgotten: the holder chooses one where the card is put in. */
import { holderRefusalOf, type DueKind } from './due-kind.js';

export const pinUnlock: DueKind = {
  heldBack: holderRefusalOf,
  due: ({ state, waiting = [] }) => {
    const asked = waiting.find(({ type }) => type === 'UNLOCK');
    if (state !== 'ACTIVE' || asked === undefined) return [];
    const { reason, createdAt } = asked;
    return [{ cause: reason ?? 'OTHER', keyReferences: [], dueAt: createdAt, deadline: null, urgency: 'high' }];
  },
};
