/** A roll-out as the contract shows it. Pure. */
import type { RolloutDetail, RolloutRow } from '@cardwright/contracts/update/rollout';
import { shownStop } from '../persistence/kept-stop.js';
import type { CountedRing } from '../persistence/rollout-card.repository.js';
import type { Rollout } from '../persistence/rollout.repository.js';

export const rolloutRow = (rollout: Rollout): RolloutRow => ({
  rolloutId: rollout.rolloutId,
  profileName: rollout.profileName,
  version: rollout.version,
  state: rollout.state,
  ring: rollout.openedAt.length,
  spreadDays: rollout.spreadDays,
  startedAt: rollout.startedAt.toISOString(),
  endedAt: rollout.endedAt?.toISOString() ?? null,
  stop: shownStop(rollout.stop),
});

export const rolloutDetail = (rollout: Rollout, counts: readonly CountedRing[]): RolloutDetail => ({
  ...rolloutRow(rollout),
  rings: rollout.rings.map((upToPercent, index) => {
    const { cards = 0, completed = 0, failed = 0 } = counts.find(({ ring }) => ring === index + 1) ?? {};
    const openedAt = rollout.openedAt[index]?.toISOString() ?? null;
    return { ring: index + 1, upToPercent, openedAt, cards, completed, failed };
  }),
  history: rollout.history,
});
