/**
 * Everything of offers that happens at a time, and all that follows from a change of a card: in every copy, batches of cards whose time has
 * come. Tells the agents afterwards, and begins the sagas for which nobody is asked.
 */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inBatches } from '@cardwright/service-kit/database/in-batches';
import { Sweep } from '@cardwright/service-kit/sweep';
import { Clock } from '../config/clock.js';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { isUnasked } from '../kinds/kinds.js';
import { OfferRepository, type LockedDevice, type Presence } from '../persistence/offer.repository.js';
import { Notices } from './notices.js';
import { OfferRefresh, type Refreshed } from './offer-refresh.js';
import { UnaskedSagas, type UnaskedSaga } from './unasked-sagas.js';

const everyMs = 1_000;
const batch = 50;

interface Looked {
  device: LockedDevice;
  refreshed: Refreshed;
  presence: Presence | null;
  unasked: UnaskedSaga | null;
}

@Injectable()
export class OfferClock implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly sweep = new Sweep({
    everyMs,
    round: () => this.round(),
    logger: new Logger(OfferClock.name),
    failing: 'offers are not brought up to date',
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly offers: OfferRepository,
    private readonly refreshes: OfferRefresh,
    private readonly unasked: UnaskedSagas,
    private readonly notices: Notices,
    private readonly clock: Clock,
    @Inject(UPDATE_CONFIG) private readonly config: UpdateConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
  }

  /** Something has changed: not only at the next second. */
  soon(): void {
    this.sweep.start(0);
  }

  /** Cards whose time has come, until there are none. */
  round(): Promise<void> {
    return inBatches(this.dataSource, {
      size: batch,
      take: (manager) => this.take(manager),
      committed: (looked) => looked.forEach((each) => this.follow(each)),
    });
  }

  private async take(manager: EntityManager): Promise<Looked[]> {
    const looked: Looked[] = [];
    for (const timer of await this.offers.takeTimers(manager, new Date(this.clock.now()), batch)) {
      const device = await this.offers.lockDevice(manager, timer, { wait: false });
      if (device !== null) looked.push(await this.look(manager, device));
      // Somebody decides about it now, and sets its timer anew; or it is gone.
      else if (!(await this.offers.isKnown(manager, timer)))
        await this.refreshes.forget(manager, timer.tenantId, timer.deviceId);
    }
    return looked;
  }

  private async look(manager: EntityManager, device: LockedDevice): Promise<Looked> {
    const refreshed = await this.refreshes.refresh(manager, device, { willBegin: true });
    const presence = await this.offers.presence(manager, device.tenantId, device.identityText);
    return { device, refreshed, presence, unasked: await this.unaskedOf(manager, device, refreshed, presence) };
  }

  private async unaskedOf(
    manager: EntityManager,
    { identityText }: LockedDevice,
    { open, due }: Refreshed,
    presence: Presence | null,
  ): Promise<UnaskedSaga | null> {
    if (!this.config.checkEnabled || presence === null || open?.state !== 'offered') return null;
    const { kind } = open;
    return isUnasked(kind) ? this.unasked.take(manager, due, { kind, offer: open, presence, identityText }) : null;
  }

  private follow({ device, refreshed, presence, unasked }: Looked): void {
    // Reads the card, which takes its time: the clock goes on. It throws nothing; what is lost with this copy comes again.
    if (unasked !== null) void this.unasked.begin(unasked);
    if (!refreshed.changed || presence === null || !this.config.checkEnabled) return;
    const offerId = refreshed.open?.offerId ?? null;
    this.notices.changed(presence.workstationId, { identityText: device.identityText, offerId });
  }
}
