/** The card has the initial PIN, which others have seen: its holder has to choose one. */
import { holderRefusalOf, type DueKind } from './due-kind.js';

export const pinChange: DueKind = {
  heldBack: holderRefusalOf,
  due: ({ state, pin }) =>
    state === 'ACTIVE' && pin === 'must-change'
      ? [{ cause: 'PIN_EXPOSED', keyReferences: [], dueAt: null, deadline: null, urgency: 'high' }]
      : [],
};
