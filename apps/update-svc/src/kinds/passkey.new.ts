/**
 * The card had a passkey that was deleted while it was suspended, or its profile wants a new one after a reprovision: its holder makes one. There is no
 * deadline: an old one goes on working until then, and a card without one is good for everything else.
 */
import { refusalOf, type DueKind } from './due-kind.js';

export const passkeyNew: DueKind = {
  heldBack: refusalOf,
  due: ({ state, passkeyDue = null }) =>
    state === 'ACTIVE' && passkeyDue !== null
      ? [
          {
            ...{ cause: passkeyDue.cause, keyReferences: [], dueAt: passkeyDue.since, deadline: null },
            urgency: passkeyDue.cause === 'PASSKEY_MISSING' ? 'high' : 'normal',
          },
        ]
      : [],
};
