/**
 * How a new version of a credential profile reaches the cards that have an older one: ring by ring, a share of the cards each. Kept by
 * update-svc; it goes on by itself and stops by itself (docs/card-update.md).
 */

/**
 * `paused` and `stopped`: nothing more is offered until somebody resumes it. `finished`: every ring is open, and its rules are done with.
 * `superseded`: a newer version of the profile took its place.
 */
export const rolloutStates = ['running', 'paused', 'stopped', 'finished', 'superseded'] as const;
export type RolloutState = (typeof rolloutStates)[number];

/** What may be done with one by hand. */
export type RolloutDecision = 'advance' | 'pause' | 'resume' | 'stop';

/** From which states each is allowed. */
export const decidedFrom: Readonly<Record<RolloutDecision, readonly RolloutState[]>> = {
  advance: ['running'],
  pause: ['running'],
  resume: ['paused', 'stopped'],
  stop: ['running', 'paused'],
};

/** Why it stands still. FAILURES: it stopped by itself, because of the cards of that ring. */
export type RolloutStop =
  | { cause: 'FAILURES'; ring: number; failed: number; attempted: number; codes: string[] }
  | { cause: 'OPERATOR'; reasonText: string };

export interface RolloutEvent {
  /** ISO 8601, as every time here. */
  at: string;
  what: 'began' | 'ring-opened' | 'paused' | 'resumed' | 'stopped' | 'finished' | 'superseded';
  /** As in the audit trail; null: the roll-out itself. */
  by: string | null;
  /** The ring that was opened; of the others the one that was open. */
  ring: number;
}

export interface RolloutRow {
  rolloutId: string;
  profileName: string;
  version: number;
  state: RolloutState;
  /** Which ring is open, from 1; those before it are open too. */
  ring: number;
  /** Over so many days from the opening of its ring a card becomes due: each card has its own time. */
  spreadDays: number;
  startedAt: string;
  endedAt: string | null;
  /** null unless it is stopped. */
  stop: RolloutStop | null;
}

export interface RolloutRing {
  /** From 1. */
  ring: number;
  /** It and those before it are so many percent of all cards. */
  upToPercent: number;
  openedAt: string | null;
  cards: number;
  completed: number;
  /** Their update failed, and they have not been updated since. */
  failed: number;
}

export interface RolloutDetail extends RolloutRow {
  rings: RolloutRing[];
  /** Oldest first. */
  history: RolloutEvent[];
}
