/**
 * When a roll-out goes on by itself, when it stops by itself, and what somebody may do with it. Pure.
 */
import type { RolloutState, RolloutStop } from '@cardwright/contracts/update/rollout';
import { tooManyFailed } from './failure-rules.js';

/** Cards of one ring that is open. attempted and failed: since somebody let it go on last. codes: of those failures. */
export interface RingCount {
  ring: number;
  cards: number;
  completed: number;
  attempted: number;
  failed: number;
  codes: string[];
}

const completedShare = 0.9;

export type RolloutStep = { stop: Extract<RolloutStop, { cause: 'FAILURES' }> } | 'open-next' | 'finish' | null;

/** open: how many of `rings` are. allKnown: no card of the profile is left that has not been heard of since the version was published. */
export function nextStep(
  counts: readonly RingCount[],
  { open, rings, allKnown }: { open: number; rings: number; allKnown: boolean },
): RolloutStep {
  const bad = counts.find(tooManyFailed);
  if (bad !== undefined) {
    const { ring, failed, attempted, codes } = bad;
    return { stop: { cause: 'FAILURES', ring, failed, attempted, codes } };
  }
  const { cards, completed } = counts.find(({ ring }) => ring === open) ?? { cards: 0, completed: 0 };
  if (completed < completedShare * cards || !allKnown) return null;
  return open < rings ? 'open-next' : 'finish';
}

/** Its cards are offered the version, as far as their rings are open. */
export const isOffering = (state: RolloutState): boolean => state === 'running' || state === 'finished';
