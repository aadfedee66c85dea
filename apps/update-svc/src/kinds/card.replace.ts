/**
 * A certificate ends soon, and so does the card: another certificate would gain too little. Nothing is offered to the holder; the operator sees
 * that the card has to be replaced.
 */
import { cardEnd, iso, type DueKind } from './due-kind.js';
import { renewals } from './renewal.js';

export const cardReplace: DueKind = {
  due: (device) => {
    const end = cardEnd(device);
    const held = device.state === 'ACTIVE' ? renewals(device).filter(({ gains }) => !gains) : [];
    if (held.length === 0 || end === null) return [];
    const dueAt = Math.min(...held.map((renewal) => renewal.dueAt));
    return [{ cause: 'EXPIRING_CARD', keyReferences: [], dueAt: iso(dueAt), deadline: iso(end), urgency: 'normal' }];
  },
};
