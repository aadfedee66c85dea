/**
 * What is due for a blank card that is bound to its holder: its issue, told by what it is for. The holder sets the card up where it is put in. Pure.
 */
import type { WaitingForCard } from '@cardwright/contracts/nats/issuance.api';
import { refusalOf, type DueKind } from './due-kind.js';

/** cause: of a card that is bound for this kind; null: it is bound for another. */
export const boundCard = (cause: (replaces: WaitingForCard['replaces']) => string | null): DueKind => ({
  heldBack: refusalOf,
  due: ({ state, waiting = [] }) => {
    const asked = state === 'ASSIGNED' ? waiting.find(({ type }) => type === 'ISSUE') : undefined;
    const why = asked === undefined ? null : cause(asked.replaces);
    if (asked === undefined || why === null) return [];
    return [{ cause: why, keyReferences: [], dueAt: asked.createdAt, deadline: null, urgency: 'normal' }];
  },
});
