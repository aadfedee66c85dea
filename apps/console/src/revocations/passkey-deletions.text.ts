/** Texts of the list of deletions of passkeys. What it has in common with that of revocations stands there. */
import type { PasskeyDeletionState } from '@cardwright/contracts/nats/list-filters';
import type { PasskeyDeletion } from '../api/types.js';
import { counted } from '../ui/intl.js';

export const text = {
  title: 'Deletions of passkeys',
  lead: 'Passkeys that are deleted where they were registered, newest first. Each is to be gone within 18 hours; the service is asked again by itself until it has done it. A card is recycled and ended without waiting for it.',
  list: 'Deletions of passkeys',
  columns: {
    passkey: 'Passkey',
    state: 'State',
    clock: 'Time',
    card: 'Card and holder',
    why: 'Why',
    service: 'Service',
  },
  filter: { open: 'Not done yet', overdue: 'Overdue', done: 'Done' } satisfies Record<PasskeyDeletionState, string>,
  at: (relyingParty: string) => `At ${relyingParty}`,
  model: (aaguid: string) => `Model ${aaguid}`,
  nobody: 'A person who is no longer on record',
  why: {
    undone: 'The work that made it ended in vain',
    renewed: 'The card has another one',
    suspended: 'The card was suspended',
    terminated: 'The card was ended',
    replaced: 'Another card took its place',
    expired: 'The card expired',
    recycled: 'The card was recycled',
  } satisfies Record<PasskeyDeletion['why'], string>,
  asked: (times: number) => `Asked ${counted(times, 'time', 'times')}`,
  answered: 'It has no such passkey any more',
  overdueHint: 'Look at the service and at the rights of Cardwright there: nobody has to ask again.',
  empty: 'No passkey was to be deleted yet',
  emptyHint: 'Where a card is ended, recycled or gets another passkey, the old one appears here.',
  noMatch: 'There is none of these',
  noneOfDevice: 'No passkey of this card was to be deleted',
};
