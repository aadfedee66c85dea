/** Texts of the page with which operators and the help desk begin. */
import { lengthOf } from '../ui/length-of.js';
import { title } from './title.js';

/** In whole seconds: `47 s`, `2 min 10 s`, `1 h 30 min`. */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600 && seconds % 60 > 0) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return lengthOf(seconds * 1000);
}

export const text = {
  title,
  lead: 'What waits for somebody, what ends soon, and what the CA still owes. Each number leads to the list that it counts.',
  attention: 'Needs attention',
  nothing: 'Nothing waits for anybody',
  waitsFor: {
    operator: 'for an operator',
    cardholder: 'for cardholders',
    administrator: 'for an administrator',
  },
  expiring: 'Cards that expire',
  withinDays: (days: number) => `within ${days} days`,
  requests: 'Asked for by cardholders',
  replacementsAsked: 'new cards to decide about',
  revocations: 'Revocations under way',
  allRevocations: 'All that are not done',
  passkeys: 'Passkeys at relying parties',
  latePasskeys: 'not deleted after half of their time',
  columns: { certificate: 'Certificate', due: 'Time left', reason: 'Reason', asked: 'CA' },
  work: {
    title: 'How work went, by week',
    none: 'Nothing has ended in the last twelve weeks',
    succeeded: (share: string, all: string) => `${share} of ${all} completed`,
    median: (span: string) => `Half took no more than ${span}`,
    noTime: 'None completed',
    numbers: (kind: string) => `${kind}: the numbers of each week`,
    columns: {
      week: 'Week of',
      completed: 'Completed',
      cancelled: 'Cancelled',
      share: 'Success',
      median: 'Median time',
    },
  },
  renewal: 'Many cards at once',
  lines: { none: 'none', newest: (count: string) => `(of the newest ${count})` },
  noRevocations: 'The CA has done all that it was asked',
};
