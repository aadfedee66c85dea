/**
 * Kinds of card update in the order in which they are offered: a card that is to be locked is locked before anything else is done to it, and
 * what replaces every key comes before what replaces one, a certificate that nobody accepts before what the profile wants, and that before what
 * ends soon. One row per kind; update-svc has a file per kind that says when it is due.
 */
import type { CardSagaType } from '../workflow/saga-kinds.js';

interface UpdateKindRow {
  /** The saga that it begins. */
  saga: CardSagaType;
  /** Nobody is asked: it runs as soon as the card is there, and its holder is told why. */
  unasked?: true;
  /** Only the person whose card it is accepts it: an operator has a way of their own, which asks for the holder at the desk. */
  holderOnly?: true;
}

export const updateKinds = {
  'card.lock': { saga: 'LOCK', unasked: true },
  'pin.unlock': { saga: 'UNLOCK' },
  'pin.change': { saga: 'UNLOCK' },
  'replace.permanent': { saga: 'ISSUE', holderOnly: true },
  'replace.temporary': { saga: 'ISSUE', holderOnly: true },
  'card.issue': { saga: 'ISSUE', holderOnly: true },
  'card.reprovision': { saga: 'REPROVISION' },
  'cert.revoked': { saga: 'UPDATE' },
  'cert.add': { saga: 'UPDATE' },
  'cert.remove': { saga: 'UPDATE' },
  'profile.version': { saga: 'UPDATE' },
  'holder.changed': { saga: 'UPDATE' },
  'campaign.renew': { saga: 'UPDATE' },
  'cert.renew': { saga: 'UPDATE' },
  'passkey.new': { saga: 'PASSKEY' },
  'management-key.rotate': { saga: 'UPDATE' },
} as const satisfies Record<string, UpdateKindRow>;

export type UpdateKind = keyof typeof updateKinds;

/** Due all the same, and for the operator alone: nobody is offered it. */
export type HintKind = 'card.replace' | 'profile.reprovision';
