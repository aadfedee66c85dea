/**
 * The card has had its management key (9B) for as long as its profile allows: it gets a new one, and nothing else on it changes. There is no
 * deadline, because the card goes on working with the old one.
 */
import { refusalOf, type DueKind } from './due-kind.js';

export const managementKeyRotate: DueKind = {
  heldBack: refusalOf,
  due: ({ state, managementKeyDueAt = null }) =>
    state === 'ACTIVE' && managementKeyDueAt !== null
      ? [
          {
            cause: 'KEYSET_ROTATION',
            keyReferences: [],
            dueAt: managementKeyDueAt,
            deadline: null,
            urgency: 'normal',
          },
        ]
      : [],
};
