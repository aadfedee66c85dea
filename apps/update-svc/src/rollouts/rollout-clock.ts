/** What roll-outs do by themselves: the next ring is opened, one whose updates fail is stopped, and cards become due, or are no longer. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { self } from '../config/self.js';
import { rolledOut } from '../kinds/profile-change.js';
import { OfferClock } from '../offers/offer-clock.js';
import { DeviceStateRepository } from '../persistence/device-state.repository.js';
import { RolloutCardRepository } from '../persistence/rollout-card.repository.js';
import { RolloutRepository, type Rollout } from '../persistence/rollout.repository.js';
import { RolloutChanges } from './rollout-changes.js';
import { nextStep, type RolloutStep } from './rollout-rules.js';
import { cardsAtOnce, WaveClock } from './wave-clock.js';

type Key = Pick<Rollout, 'tenantId' | 'rolloutId'>;
type Step = NonNullable<RolloutStep>;

@Injectable()
export class RolloutClock extends WaveClock<Rollout, Key, Step> {
  constructor(
    dataSource: DataSource,
    private readonly rollouts: RolloutRepository,
    private readonly cards: RolloutCardRepository,
    private readonly devices: DeviceStateRepository,
    private readonly changes: RolloutChanges,
    offers: OfferClock,
  ) {
    super(dataSource, offers, { name: RolloutClock.name, failing: 'roll-outs of profile versions do not go on' });
  }

  protected current(): Promise<Key[]> {
    return this.rollouts.current();
  }

  protected find({ tenantId, rolloutId }: Key): Promise<Rollout | null> {
    return this.rollouts.find(tenantId, rolloutId);
  }

  protected lock(manager: EntityManager, { tenantId, rolloutId }: Key): Promise<Rollout | null> {
    return this.rollouts.lock(manager, tenantId, rolloutId);
  }

  protected async stepOf(manager: EntityManager, rollout: Rollout): Promise<RolloutStep> {
    if (rollout.state !== 'running') return null;
    const counted = await this.cards.counts(rollout, manager);
    const counts = counted.map(({ recentlyFailed, ...row }) => ({ ...row, failed: recentlyFailed }));
    const sizes = { open: rollout.openedAt.length, rings: rollout.rings.length };
    const step = nextStep(counts, { ...sizes, allKnown: true });
    return step === null || typeof step === 'object'
      ? step
      : nextStep(counts, { ...sizes, allKnown: await this.cards.allKnown(manager, rollout) });
  }

  protected async take(manager: EntityManager, rollout: Rollout, step: Step): Promise<void> {
    const now = this.changes.now();
    const own = { actor: self, correlationId: randomUUID() };
    if (step === 'open-next')
      await this.changes.make(manager, rollout, {
        ...own,
        what: 'ring-opened',
        patch: { openedAt: [...rollout.openedAt, now] },
      });
    else if (step === 'finish')
      await this.changes.make(manager, rollout, {
        ...own,
        what: 'finished',
        patch: { state: 'finished', endedAt: now },
      });
    else
      await this.changes.make(manager, rollout, {
        ...own,
        what: 'stopped',
        patch: { state: 'stopped', stop: step.stop },
      });
  }

  protected async settlePage(manager: EntityManager, rollout: Key): Promise<number> {
    const deviceIds = await this.cards.settle(manager, rollout, { ...rolledOut, limit: cardsAtOnce });
    if (deviceIds.length > 0) await this.devices.dueChanged(manager, rollout.tenantId, deviceIds, this.changes.now());
    return deviceIds.length;
  }
}
