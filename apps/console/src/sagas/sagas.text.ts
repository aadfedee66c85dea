/** Texts of sagas: states, stages, progress, failures. */
import type { RequestState, RequestType } from '../api/types.js';

export const text = {
  title: 'Sagas',
  lead: 'Everything that writes cards: what runs, what waits for somebody, and how it ended.',
  list: 'Sagas',
  attention: 'Needs attention',
  stateFilter: 'State',
  anyState: 'All states',
  columns: { what: 'Saga', state: 'State', progress: 'Progress', started: 'Started', changed: 'Changed' },
  empty: 'No sagas yet',
  emptyHint: 'A saga starts when a card is issued, activated or recycled.',
  nothingStuck: 'Nothing needs attention',
  nothingStuckHint: 'A saga that waits for somebody to remove a reason appears here.',
  noMatch: 'No saga in this state',
  progress: 'Progress',
  percent: (percent: number) => `${percent} % done`,
  live: 'Live',
  away: 'Connection lost. Progress goes on and is shown as soon as it is back.',
  stageState: {
    done: 'done',
    current: 'running',
    waiting: 'waiting',
    failed: 'stopped',
    skipped: 'left out',
    next: 'to come',
  },
  facts: {
    device: 'Device',
    holder: 'Holder',
    profile: 'Profile',
    workstation: 'Workstation',
    started: 'Started',
    finished: 'Finished',
    attempt: 'Attempt',
    cost: 'Card traffic',
    by: 'Requested by',
    correlation: 'Correlation id',
    request: 'Request id',
    workflow: 'Workflow id',
  },
  cost: (roundTrips: number, apdus: number) => `${roundTrips} round trips, ${apdus} APDUs`,
  details: 'Details',
  timeline: 'Timeline',
  steps: (count: number) => (count === 1 ? '1 card step' : `${count} card steps`),
  openTemporal: 'Open in Temporal UI',
  openSaga: 'Saga details',
  openDevice: 'Open the device',
  outcome: {
    activeHint: 'It can be used now, with the PIN that its holder chose.',
    pendingHint: 'Its certificates are on hold until an operator activates it. The initial PIN is on the card.',
    recycled: 'The card is blank again',
    recycledHint: 'Its certificates are revoked. It can be issued anew.',
    activated: 'The card is active',
    activatedHint:
      'Its certificates are off hold. The initial PIN is still in place and must be changed by the holder.',
    cancelled: 'The saga was cancelled',
    cancelledHint: 'Certificates of this attempt are revoked. The card can be recycled and issued again.',
    superseded: 'A newer request took over',
  },
  failure: {
    title: 'The card could not be finished',
    interruptedTitle: 'The card is waiting to go on',
    parked: 'Nothing is lost: the work goes on where it stopped once the reason is gone.',
    showDetails: 'Show details',
    hideDetails: 'Hide details',
    copy: 'Copy the details',
    retry: 'Retry',
    cancel: 'Cancel issuance',
    cancelOther: 'Cancel saga',
    open: 'Show the problem',
    automaticReason: (code: string) => `Cancelled in the console after ${code}`,
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
    text: 'It stops at the next safe point. Certificates made in this attempt are revoked; the card can be recycled.',
    reason: 'Reason',
    reasonHint: 'Goes into the audit trail',
    keep: 'Keep it running',
    sent: 'Cancelling',
  },
  retry: { button: 'Retry', sent: 'Going on' },
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

export const typeText: Record<RequestType, string> = {
  ISSUE: 'Issue',
  ACTIVATE: 'Activate',
  RECYCLE: 'Recycle',
  REPROVISION: 'Reprovision',
  UNLOCK: 'Reset the PIN of',
};

/** Who the saga is about, in one line. */
export const sagaTitle = (type: RequestType, personName: string | null): string =>
  personName === null
    ? `${typeText[type]} a card`
    : type === 'ISSUE'
      ? `Issue to ${personName}`
      : `${typeText[type]} the card of ${personName}`;
