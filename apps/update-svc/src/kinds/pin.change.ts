/** The card has the initial PIN, which others have seen: its holder has to choose one. */
import type { DueKind } from './due-kind.js';

export const pinChange: DueKind = {
  // Nobody signs in who is disabled. The other rules are about content.
  heldBack: ({ refused }) => (refused === 'PERSON_DISABLED' ? refused : null),
  due: ({ state, pin }) =>
    state === 'ACTIVE' && pin === 'must-change'
      ? [{ cause: 'PIN_EXPOSED', keyReferences: [], dueAt: null, deadline: null, urgency: 'high' }]
      : [],
};
