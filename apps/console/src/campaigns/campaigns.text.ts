/** Texts of campaigns. */
import type { CampaignCard, CampaignDetail } from '../api/types.js';
import { cardsText, countText } from '../ui/counts.js';
import { title } from './title.js';

const areWaiting = (count: number): string => `${cardsText(count)} ${count === 1 ? 'is' : 'are'} not done yet.`;
const certificates = (count: number): string => (count === 1 ? '1 certificate' : `${countText(count)} certificates`);

export const text = {
  title,
  lead: 'Certificates that are made anew on every card that matches a filter, at a pace.',
  list: 'Campaigns',
  create: 'New campaign',
  columns: { name: 'Name', state: 'State', cards: 'Cards', created: 'Created' },
  empty: 'No campaigns yet',
  emptyHint: 'One makes certificates anew on many cards: because a CA is given up, or many would end on the same day.',
  filter: {
    title: 'Which cards',
    lead: 'What is given must all match; at least one is needed. Cards that begin to match later are not in the campaign.',
    profile: 'Credential profile',
    model: 'Card model',
    issuer: 'CA that issued the certificate',
    issuerHint: 'Count first: then the CAs of what matches stand here.',
    expires: 'Certificate ends before',
    any: 'Any',
    count: 'Count the cards',
    again: 'Count again',
    stale: 'The filter has changed since the cards were counted. Count again.',
  },
  count: {
    title: 'What it would be',
    none: 'No card matches',
    noneHint: 'Nothing would be made anew. Change the filter.',
    cards: 'Cards',
    certificates: 'Certificates',
    byKey: 'By key reference',
    byIssuer: 'By CA',
    each: (name: string, count: number) => `${name}: ${countText(count)}`,
    hindered: (count: number) => `${cardsText(count)} cannot be updated now`,
    hinderedHint: 'They are in the campaign all the same, and are offered the update when the cause is gone.',
    changed: 'The number has changed',
    changedFrom: (before: number, now: number) => `Before it was ${cardsText(before)}, now it is ${cardsText(now)}.`,
    refused: (before: number, now: number) =>
      `Counted: ${cardsText(before)}. By now: ${cardsText(now)}. Nothing was created. Count again, and look at what has changed.`,
    ready: (cards: number, all: number) => `${cardsText(cards)}, ${certificates(all)}`,
  },
  form: {
    title: 'The campaign',
    first: 'Count the cards first.',
    name: 'Name',
    nameHint: 'Given once: no two campaigns have the same. It stands in the requests that it begins.',
    reason: 'Reason',
    pace: 'Cards in an hour',
    paceHint: (hours: string) => `The last card has its turn after ${hours}.`,
    deadline: 'Deadline',
    deadlineHint: 'Optional. From that day on (UTC) holders cannot postpone any more.',
    create: (cards: number) => `Create it for ${cardsText(cards)}`,
    failed: 'The campaign was not created',
  },
  progress: 'Progress',
  facts: {
    filter: 'Which cards',
    reason: 'Reason',
    pace: 'Pace',
    perHour: (count: number) => `${cardsText(count)} in an hour`,
    deadline: 'Deadline',
    lastTurn: 'The last card has its turn',
    created: 'Created',
    ended: 'Ended',
    id: 'Campaign id',
    expires: (day: string) => `ends before ${day}`,
  },
  cards: {
    title: 'Cards',
    state: 'State',
    any: 'All states',
    columns: { card: 'Card', state: 'State', keys: 'Certificates', why: 'Why', turn: 'Turn' },
    none: 'No card',
    noneHint: 'No card of this campaign is in this state.',
    unknown: 'Not known any more',
    saga: 'Open the saga',
  },
  stop: {
    itself: 'It stopped by itself',
    hand: 'Stopped by hand',
    failures: (failed: number, attempted: number) =>
      `${countText(failed)} of the ${cardsText(attempted)} that were updated failed. Nothing more is offered.`,
    reason: (reason: string) => `Reason: ${reason}`,
    resume: 'Remove the cause, then resume: what has failed so far does not stop it again.',
    nothing: 'Nothing more is offered until it is resumed.',
  },
  paused: 'Paused',
  decisions: {
    pause: {
      button: 'Pause',
      title: 'Pause this campaign?',
      explanation: (count: number) =>
        `${areWaiting(count)} Until it is resumed, nothing is offered for them. An update that has begun is finished.`,
    },
    resume: {
      button: 'Resume',
      title: 'Resume this campaign?',
      explanation: (count: number) =>
        `${areWaiting(count)} Those that have had their turn are offered the update at once, the others at the pace.`,
      failures: 'What has failed so far does not stop it again.',
    },
    stop: {
      button: 'Stop',
      title: 'Stop this campaign?',
      explanation: (count: number) =>
        `${areWaiting(count)} Nothing is offered for them any more. An update that has begun is finished. It can be resumed.`,
      reason: 'Reason',
      reasonHint: 'Shown to everybody who looks at it, and goes into the audit trail',
    },
    cancel: 'Cancel',
  },
};

export const campaignStateText: Record<CampaignDetail['state'], string> = {
  running: 'Running',
  paused: 'Paused',
  stopped: 'Stopped',
  finished: 'Finished',
};

/** In the order of the bar. */
export const cardStateText: Record<CampaignCard['state'], string> = {
  updated: 'updated',
  'renewed-otherwise': 'renewed otherwise',
  failed: 'failed',
  left: 'not in use any more',
  open: 'had their turn',
  waiting: 'wait for their turn',
};

export const cardBadgeText: Record<CampaignCard['state'], string> = {
  updated: 'Updated',
  'renewed-otherwise': 'Renewed otherwise',
  failed: 'Failed',
  left: 'Not in use any more',
  open: 'Has its turn',
  waiting: 'Waits for its turn',
};

export const eventText: Record<CampaignDetail['history'][number]['what'], string> = {
  created: 'Created',
  paused: 'Paused',
  resumed: 'Resumed',
  stopped: 'Stopped',
  finished: 'Finished',
};
