/**
 * What roll-outs do by themselves, in every copy: the next ring is opened, one whose updates fail is stopped, and cards become due, or are no longer,
 * page by page. A card that waits for its ring costs nothing; a roll-out that goes on costs one count.
 */
import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Sweep } from '@cardwright/service-kit/sweep';
import { self } from '../config/self.js';
import { rolledOut } from '../kinds/profile-change.js';
import { OfferClock } from '../offers/offer-clock.js';
import { DeviceStateRepository } from '../persistence/device-state.repository.js';
import { RolloutCardRepository } from '../persistence/rollout-card.repository.js';
import { RolloutRepository, type Rollout } from '../persistence/rollout.repository.js';
import { RolloutChanges } from './rollout-changes.js';
import { nextStep, type RolloutStep } from './rollout-rules.js';

const everyMs = 2_000;
/** Cards that are brought up to their roll-out in one transaction. */
const page = 500;

type Key = Pick<Rollout, 'tenantId' | 'rolloutId'>;

@Injectable()
export class RolloutClock implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly sweep = new Sweep({
    everyMs,
    round: () => this.round(),
    logger: new Logger(RolloutClock.name),
    failing: 'roll-outs of profile versions do not go on',
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly rollouts: RolloutRepository,
    private readonly cards: RolloutCardRepository,
    private readonly devices: DeviceStateRepository,
    private readonly changes: RolloutChanges,
    private readonly offers: OfferClock,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
  }

  /** Something has changed: not only at the next time. */
  soon(): void {
    this.sweep.start(0);
  }

  /** As far as they go now, with all their cards. */
  async round(): Promise<void> {
    for (const rollout of await this.rollouts.current()) {
      while (await this.goOn(rollout));
      if (await this.settle(rollout)) this.offers.soon();
    }
  }

  /** True: it has changed, and may go on further. Counted without a lock: most of the time there is nothing to do. */
  private async goOn(key: Key): Promise<boolean> {
    const seen = await this.rollouts.find(key.tenantId, key.rolloutId);
    if (seen === null || (await this.stepOf(this.dataSource.manager, seen)) === null) return false;
    return inTransaction(this.dataSource, async (manager) => {
      const rollout = await this.rollouts.lock(manager, key.tenantId, key.rolloutId);
      if (rollout === null) return false;
      const step = await this.stepOf(manager, rollout);
      if (step !== null) await this.take(manager, rollout, step);
      return step !== null;
    });
  }

  private async stepOf(manager: EntityManager, rollout: Rollout): Promise<RolloutStep> {
    if (rollout.state !== 'running') return null;
    const counted = await this.cards.counts(rollout, manager);
    const counts = counted.map(({ recentlyFailed, ...row }) => ({ ...row, failed: recentlyFailed }));
    const sizes = { open: rollout.openedAt.length, rings: rollout.rings.length };
    const step = nextStep(counts, { ...sizes, allKnown: true });
    return step === null || typeof step === 'object'
      ? step
      : nextStep(counts, { ...sizes, allKnown: await this.cards.allKnown(manager, rollout) });
  }

  private async take(manager: EntityManager, rollout: Rollout, step: NonNullable<RolloutStep>): Promise<void> {
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

  /** True: cards have become due, or are no longer. */
  private async settle(rollout: Key): Promise<boolean> {
    for (let any = false; ; any = true) {
      const settled = await inTransaction(this.dataSource, async (manager) => {
        const deviceIds = await this.cards.settle(manager, rollout, { ...rolledOut, limit: page });
        if (deviceIds.length > 0)
          await this.devices.dueChanged(manager, rollout.tenantId, deviceIds, this.changes.now());
        return deviceIds.length;
      });
      if (settled === 0) return any;
    }
  }
}
