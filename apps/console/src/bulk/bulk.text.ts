/** Texts of what is done to many at once. Of operators' lists, which are in English. */
import type { BulkAction } from '@cardwright/contracts/nats/bulk-actions';
import { counted, numberText } from '../ui/intl.js';

const called = {
  devices: (count: number) => counted(count, 'card', 'cards'),
  sagas: (count: number) => counted(count, 'saga', 'sagas'),
};
export type Of = keyof typeof called;

interface ActionText {
  button: string;
  title: string;
  explanation: string;
  /** Of one row of the preview. */
  would: string;
  confirm: (count: number) => string;
  reason: string;
}

export const text = {
  bar: 'Selection',
  allShown: 'Select all that are shown',
  selected: (count: number, of: Of) => `${called[of](count)} selected`,
  all: 'Everything that this search finds',
  selectAll: 'Select everything that this search finds',
  clear: 'Clear the selection',
  campaign: 'Renew by a campaign',
  cancel: 'Cancel',
  close: 'Close',
  looking: 'Looking at what would happen to each',
  none: 'The search finds nothing any more.',
  done: (count: number, of: Of) => `${called[of](count)}: it would be done`,
  leftOut: (count: number) => `${counted(count, 'is', 'are')} left out`,
  nothingToDo: 'None of them can take part. Nothing will be done.',
  list: 'What would happen to each',
  results: 'What was not done',
  columns: { what: { devices: 'Card', sagas: 'Saga' }, holder: 'Holder', happens: 'What happens', why: 'Why' },
  endsWork: 'The work on it is cancelled.',
  leftOutFor: (why: string) => `Left out: ${why}`,
  unseen: 'Not yours to look at',
  progress: (done: number, total: number, of: Of) => `${done} of ${called[of](total)}`,
  ended: (done: number, of: Of) => `${called[of](done)}: it is done.`,
  failed: (failed: number, of: Of) => `${called[of](failed)}: it could not be done.`,
  again: (count: number) => (count === 1 ? 'Try that one again' : `Try those ${numberText(count)} again`),
  trail: 'Audit trail of this',
};

export const actionText: Record<BulkAction, ActionText> = {
  suspend: {
    button: 'Suspend…',
    title: 'Suspend the selected cards',
    explanation: 'Certificates of these cards go on hold until the cards are resumed. No card is needed.',
    would: 'It is suspended.',
    confirm: (count) => `Suspend ${called.devices(count)}`,
    reason: 'Why',
  },
  resume: {
    button: 'Resume…',
    title: 'Resume the selected cards',
    explanation: 'Certificates come off hold, except those that were on hold before the suspension.',
    would: 'It is resumed.',
    confirm: (count) => `Resume ${called.devices(count)}`,
    reason: 'Why',
  },
  'request-reprovision': {
    button: 'Ask for a reprovision…',
    title: 'Ask the holders to reprovision their cards',
    explanation: 'Each holder is asked to set their card up anew, when it is put in. Until then nothing changes.',
    would: 'Its holder is asked.',
    confirm: (count) => `Ask for ${called.devices(count)}`,
    reason: 'Why',
  },
  retry: {
    button: 'Retry…',
    title: 'Retry the selected sagas',
    explanation: 'Each goes on where it stopped, at the same workstation.',
    would: 'It is retried.',
    confirm: (count) => `Retry ${called.sagas(count)}`,
    reason: 'Why',
  },
  cancel: {
    button: 'Cancel…',
    title: 'Cancel the selected sagas',
    explanation: 'Each is undone as far as its kind says. What is at work on a card is finished first.',
    would: 'It is cancelled.',
    confirm: (count) => `Cancel ${called.sagas(count)}`,
    reason: 'Why they are cancelled',
  },
};
