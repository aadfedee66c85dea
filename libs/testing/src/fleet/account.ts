/**
 * No offer lost, none doubled: what the screens of a fleet were shown, held against the rows of update-svc. Each card for which something is due has
 * one offer, which came onto one screen, once, at the workstation where the card is; nothing else came onto any.
 */
import type { FleetReport } from './fleet.js';
import type { Release } from './words.js';

export interface OfferOfCard {
  identityText: string;
  offerId: string;
  state: string;
  /** Where update-svc knows it to be shown. */
  workstationId: string | null;
}

export interface Account {
  due: number;
  /** On a screen now; for agents of the release before: answered. */
  shown: number;
  /** Cards by the number of their workstation, and what is wrong with each. */
  lost: string[];
  doubled: string[];
}

export function accountOf(
  report: FleetReport,
  {
    due,
    rows,
    identityOf,
    releaseOf,
  }: {
    due: readonly number[];
    rows: readonly OfferOfCard[];
    identityOf: (index: number) => string;
    releaseOf: (index: number) => Release;
  },
): Account {
  const account: Account = { due: due.length, shown: 0, lost: [], doubled: [] };
  const expected = new Map<number, string>();
  for (const index of due) {
    const own = rows.filter(({ identityText }) => identityText === identityOf(index));
    if (own.length === 0) account.lost.push(`${index}: no offer`);
    if (own.length > 1) account.doubled.push(`${index}: ${own.length} offers`);
    if (own[0] !== undefined) expected.set(index, own[0].offerId);
  }
  const dueIdentities = new Set(due.map(identityOf));
  for (const { identityText } of rows)
    if (!dueIdentities.has(identityText)) account.doubled.push(`${identityText}: an offer, and nothing is due`);
  for (const [index, offerId] of expected) {
    const own = report.screens.filter((screen) => screen.index === index);
    const now = own.filter(({ shown }) => shown.includes(offerId)).length;
    const answered = report.agents[index]!.checks.some(({ answer }) => answer === 'available');
    const arrived = releaseOf(index) === 'this' ? now === 1 : answered;
    if (arrived) account.shown += 1;
    else account.lost.push(`${index}: on ${now} screens`);
  }
  for (const { index, sessionId, appeared } of report.screens)
    for (const [offerId, times] of Object.entries(appeared)) {
      if (expected.get(index) !== offerId) account.doubled.push(`${index} ${sessionId}: an offer of another card`);
      if (times > 1) account.doubled.push(`${index} ${sessionId}: shown ${times} times`);
    }
  return account;
}
