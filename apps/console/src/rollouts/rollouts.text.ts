/** Texts of roll-outs of profile versions. */
import type { RolloutDetail, RolloutEvent } from '../api/types.js';
import { cardsText, countText } from '../ui/counts.js';
import type { Needed } from './rollout-figures.js';
import { title } from './title.js';

const areNotDone = (count: number): string => `${cardsText(count)} ${count === 1 ? 'is' : 'are'} not done yet.`;
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

export const text = {
  title,
  lead: 'How new versions of credential profiles reach the cards that have an older one, ring by ring.',
  list: 'Roll-outs',
  columns: { what: 'Profile', state: 'State', ring: 'Ring', started: 'Started' },
  empty: 'No roll-outs yet',
  emptyHint: 'One begins when a new version of a profile is published and cards have an older one.',
  name: (profile: string, version: number) => `${profile}, version ${version}`,
  ring: (ring: number) => `Ring ${ring}`,
  progress: 'Progress',
  facts: {
    profile: 'Credential profile',
    started: 'Started',
    ended: 'Ended',
    spread: 'Cards of a ring become due',
    spreadOver: (count: number) => (count === 0 ? 'at once, when it opens' : `over ${days(count)}`),
    next: 'What comes next',
    id: 'Roll-out id',
  },
  next: {
    opens: (ring: number, { needed, of, done }: Needed) =>
      of === 0
        ? `Ring ${ring} opens by itself as soon as every card of the profile is known: ring ${ring - 1} has none.`
        : `Ring ${ring} opens by itself when ${countText(needed)} of ${countText(of)} in ring ${ring - 1} are done. Done now: ${countText(done)}.`,
    finishes: ({ needed, of, done }: Needed) =>
      `Every ring is open. It is finished when ${countText(needed)} of ${countText(of)} in the last are done. Done now: ${countText(done)}.`,
    paused: 'Nothing, until it is resumed.',
    finished: (left: number) =>
      left === 0 ? 'Nothing: every card is done.' : `${cardsText(left)} stay offered the version.`,
    superseded: 'Nothing: a newer version of the profile is rolled out.',
  },
  rings: {
    title: 'Rings',
    columns: { ring: 'Ring', opened: 'Opened', cards: 'Cards', due: 'Due' },
    upTo: (percent: number) => `up to ${percent} % of all cards`,
    closed: 'Not open yet',
    done: 'done',
    failed: 'failed',
    open: 'not done yet',
    toCome: 'to come',
    noCards: 'No cards',
    due: {
      closed: 'Not before it opens',
      held: 'Not offered',
      all: 'All of them',
      until: (day: string) => `By ${day}`,
    },
  },
  stop: {
    itself: 'It stopped by itself',
    hand: 'Stopped by hand',
    failures: (ring: number, failed: number, attempted: number) =>
      `${countText(failed)} of the ${cardsText(attempted)} of ring ${ring} that were updated failed. Nothing more is offered.`,
    reason: (reason: string) => `Reason: ${reason}`,
    resume: 'Remove the cause, then resume: what has failed so far does not stop it again.',
    nothing: 'Nothing more is offered until it is resumed.',
  },
  paused: 'Paused',
  decisions: {
    advance: {
      button: (ring: number) => `Open ring ${ring}`,
      title: (ring: number) => `Open ring ${ring} now?`,
      explanation: (ring: number, count: number) =>
        count === 0
          ? `Ring ${ring} has no cards: it is passed over.`
          : `${cardsText(count)} of ring ${ring} ${count === 1 ? 'is' : 'are'} offered the new version, whatever became of the rings before.`,
      gone: (ring: number) => `Ring ${ring} is not the next one any more: look at the page behind this.`,
      spread: 'Days until all of them are due',
      spreadHint: '0: all at once. It holds for the rings that are open, too.',
    },
    pause: {
      button: 'Pause',
      title: 'Pause this roll-out?',
      explanation: (count: number) =>
        `${areNotDone(count)} Until it is resumed, nothing is offered for them and no ring opens. An update that has begun is finished.`,
    },
    resume: {
      button: 'Resume',
      title: 'Resume this roll-out?',
      explanation: (count: number) =>
        `In the rings that are open ${areNotDone(count)} The new version is offered for them again.`,
      failures: 'What has failed so far does not stop it again.',
    },
    stop: {
      button: 'Stop',
      title: 'Stop this roll-out?',
      explanation: (count: number) =>
        `${areNotDone(count)} Nothing is offered for them any more and no ring opens. An update that has begun is finished. It can be resumed.`,
      reason: 'Reason',
      reasonHint: 'Shown to everybody who looks at it, and goes into the audit trail',
    },
    cancel: 'Cancel',
  },
};

export const rolloutStateText: Record<RolloutDetail['state'], string> = {
  running: 'Running',
  paused: 'Paused',
  stopped: 'Stopped',
  finished: 'Finished',
  superseded: 'Superseded',
};

export const eventText: Record<RolloutEvent['what'], (ring: number) => string> = {
  began: (ring) => `Began, with ring ${ring}`,
  'ring-opened': (ring) => `Ring ${ring} opened`,
  paused: (ring) => `Paused in ring ${ring}`,
  resumed: (ring) => `Resumed in ring ${ring}`,
  stopped: (ring) => `Stopped in ring ${ring}`,
  finished: () => 'Finished',
  superseded: () => 'A newer version took its place',
};
