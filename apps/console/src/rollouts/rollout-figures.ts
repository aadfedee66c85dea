/** What follows from the figures of a roll-out: whom a decision concerns, and what opens or becomes due when. Pure. */
import type { RolloutDetail, RolloutRing } from '../api/types.js';

const dayMs = 24 * 3600_000;
/** As update-svc has it (docs/card-update.md, "Ring by ring"). */
const completedShare = 0.9;

export const waitingIn = ({ cards, completed, failed }: RolloutRing): number => cards - completed - failed;

/** Cards of the rings that are open that do not have the version yet: those that a pause, a stop and a resume concern. */
export const concerned = ({ rings }: Pick<RolloutDetail, 'rings'>): number =>
  rings.filter(({ openedAt }) => openedAt !== null).reduce((sum, { cards, completed }) => sum + cards - completed, 0);

/** The ring that would be opened next; undefined: every ring is open. */
export const nextRing = ({ rings }: Pick<RolloutDetail, 'rings'>): RolloutRing | undefined =>
  rings.find(({ openedAt }) => openedAt === null);

/** How many of how many cards of a ring have to be done, and how many are. */
export interface Needed {
  needed: number;
  of: number;
  done: number;
}

/** In the last ring that is open, before the roll-out goes on by itself. */
export function neededToGoOn({ rings, ring }: Pick<RolloutDetail, 'rings' | 'ring'>): Needed {
  const { cards, completed } = rings.find((each) => each.ring === ring)!;
  return { needed: Math.ceil(completedShare * cards), of: cards, done: completed };
}

/** When the last card of the ring becomes due, as an ISO 8601 time; null: it is not open. */
export const lastDueAt = ({ openedAt }: RolloutRing, spreadDays: number): string | null =>
  openedAt === null ? null : new Date(Date.parse(openedAt) + spreadDays * dayMs).toISOString();
