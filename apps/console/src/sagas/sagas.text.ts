/** Texts of sagas: states, stages, progress, failures. */
import { isCardSaga, sagaKind, waitingRequests } from '@cardwright/contracts/workflow/saga-kinds';
import type { RequestState, RequestType, Saga, WaitsFor } from '../api/types.js';
import { inLanguage } from '../ui/language.js';

/** Holders see it too. */
export const progressText = inLanguage({
  en: {
    progress: 'Progress',
    percent: (percent: number) => `${percent} % done`,
    ended: 'Ended',
    away: 'Connection lost. Progress goes on and is shown as soon as it is back.',
    stageState: {
      done: 'done',
      current: 'running',
      waiting: 'waiting',
      failed: 'stopped',
      skipped: 'left out',
      next: 'to come',
    },
  },
  de: {
    progress: 'Fortschritt',
    percent: (percent: number) => `${percent} % erledigt`,
    ended: 'Beendet',
    away: 'Die Verbindung ist unterbrochen. Die Arbeit geht weiter und wird gezeigt, sobald die Verbindung wieder da ist.',
    stageState: {
      done: 'erledigt',
      current: 'läuft',
      waiting: 'wartet',
      failed: 'angehalten',
      skipped: 'ausgelassen',
      next: 'kommt noch',
    },
  },
});

export const text = {
  title: 'Sagas',
  lead: 'Everything that writes cards: what runs, what waits for somebody, and how it ended.',
  list: 'Sagas',
  selectRow: (title: string) => `Select: ${title}`,
  attention: 'Needs attention',
  stateFilter: 'State',
  anyState: 'All states',
  typeFilter: 'Work',
  anyType: 'All work',
  attentionLead: 'Work that waits for somebody: for a PIN, or until a reason is removed. Nothing is lost meanwhile.',
  waitsForFilter: 'Waits for',
  anybody: 'Anybody',
  columns: {
    what: 'Saga',
    why: 'Reason',
    since: 'Waits since',
    waitsFor: 'Waits for',
    workstation: 'Workstation',
    actions: 'Actions',
    state: 'State',
    progress: 'Progress',
    started: 'Started',
    changed: 'Changed',
  },
  empty: 'No sagas yet',
  emptyHint: 'A saga starts when a card is issued, activated or recycled.',
  nothingStuck: 'Nothing needs attention',
  nothingStuckHint: 'Work that waits for a PIN, or for somebody to remove a reason, appears here.',
  noMatch: 'No saga in this state',
  live: 'Live',
  facts: {
    device: 'Device',
    holder: 'Holder',
    profile: 'Profile',
    workstation: 'Workstation',
    started: 'Started',
    finished: 'Finished',
    reinsertion: 'Put in again',
    attempt: 'Attempt',
    cost: 'Card traffic',
    identified: 'Holder identified',
    by: 'Requested by',
    correlation: 'Correlation id',
    request: 'Request id',
    workflow: 'Workflow id',
  },
  /** How whoever issued the card made sure who its holder is. */
  identifiedBy: {
    photo: 'By the photo on record',
    document: 'By an official identity document',
    known: 'Known to whoever issued the card',
  },
  /** Of a saga that brought new certificates. */
  reinsertion: {
    AWAITING_REINSERT: 'Waiting for it (AWAITING_REINSERT)',
    NOT_SEEN: 'Yes, but programs do not see every new certificate (NOT_SEEN)',
    PROPAGATED: 'Yes, and programs see the new certificates (PROPAGATED)',
    NOT_VERIFIED: 'Yes; nobody could look what programs see (NOT_VERIFIED)',
    NOT_REINSERTED: 'Not within a day (NOT_REINSERTED)',
    SUPERSEDED: 'Written again before (SUPERSEDED)',
  } satisfies Record<NonNullable<Saga['reinsertion']>['state'], string>,
  reminded: (at: string) => `reminded ${at}`,
  notSeen: (references: readonly string[]) => `not seen: ${references.join(', ')}`,
  cost: (roundTrips: number, apdus: number) => `${roundTrips} round trips, ${apdus} APDUs`,
  details: 'Details',
  timeline: 'Timeline',
  noTimeline: 'Nothing has happened yet',
  steps: (count: number) => (count === 1 ? '1 card step' : `${count} card steps`),
  openTemporal: 'Open in Temporal UI',
  openDevice: 'Open the device',
  outcome: {
    activeHint: 'It can be used now, with the PIN that its holder chose.',
    pendingHint: 'Its certificates are on hold until an operator activates it. The initial PIN is on the card.',
    superseded: 'A newer request took over',
    inPlaceOf: {
      temporary: (label: string, until: string | null) =>
        `It is a temporary card in the place of ${label}${until === null ? '' : `, until ${until}`}.`,
      permanent: (label: string) => `It takes the place of ${label}.`,
    },
  },
  failure: {
    title: 'The work on this card has stopped',
    interruptedTitle: 'The card is waiting to go on',
    parked: 'Nothing is lost: the work goes on where it stopped once the reason is gone.',
    showDetails: 'Show details',
    hideDetails: 'Hide details',
    copy: 'Copy the details',
    retry: 'Retry',
    ifCancelled: 'If it is cancelled:',
    open: 'Show the problem',
    fields: {
      code: 'Code',
      step: 'Step',
      cause: 'Cause',
      time: 'Time',
      correlation: 'Correlation id',
      saga: 'Saga',
      device: 'Device',
      attempt: 'Attempt',
    },
  },
  cancel: {
    button: 'Cancel saga',
    title: 'Cancel this saga?',
    over: 'It is over already: there is nothing to cancel.',
    reason: 'Reason',
    reasonHint: 'Goes into the audit trail',
    keep: 'Do not cancel',
  },
  retry: { button: 'Retry', sent: 'Going on' },
  more: 'More actions',
  run: {
    details: 'Saga details',
    leave: 'You may leave this page: the saga goes on and is found under Sagas.',
  },
  move: {
    button: 'Move to another workstation',
    title: 'Go on at another workstation?',
    text: 'Put this very card into a reader there. The saga goes on where it stopped.',
    confirm: 'Move and retry',
    cancel: 'Leave it here',
    none: 'No other workstation is online',
  },
  reveal: {
    button: 'Reveal initial PIN',
    title: 'Reveal the initial PIN',
    text: 'You and the reason are recorded in the audit trail. The PIN is decrypted in this browser only and hidden again after a minute.',
    reason: 'Reason',
    confirm: 'Reveal',
    pin: 'Initial PIN',
    hidden: 'The PIN is hidden again.',
    close: 'Close',
  },
};

export const stateText: Record<RequestState, string> = {
  READY: 'Ready',
  IN_PROGRESS: 'Running',
  AWAITING_USER: 'Waiting for PIN',
  INTERRUPTED: 'Interrupted',
  FAILED: 'Stuck',
  CANCELLING: 'Cancelling',
  CANCELLED: 'Cancelled',
  COMPLETED: 'Completed',
  SUPERSEDED: 'Superseded',
  WITHDRAWN: 'Withdrawn',
};

export const waitsForText: Record<WaitsFor, string> = {
  cardholder: 'The cardholder',
  operator: 'An operator',
  administrator: 'An administrator',
};

/** What a request does, before "a card" or "the card of Ada". */
export const typeText = (type: RequestType): string =>
  isCardSaga(type) ? sagaKind(type).words.title : waitingRequests[type].title;

/** On the button that cancels it. */
export const cancelText = (type: RequestType): string =>
  isCardSaga(type) ? sagaKind(type).words.cancel : text.cancel.button;

/** Who the saga is about, in one line. */
export function sagaTitle(type: RequestType, personName: string | null): string {
  const title = typeText(type);
  if (personName === null) return `${title} a card`;
  const toHolder = isCardSaga(type) ? sagaKind(type).words.titleToHolder : undefined;
  return `${toHolder ?? `${title} the card of`} ${personName}`;
}
