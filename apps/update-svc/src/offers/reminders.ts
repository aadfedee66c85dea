/**
 * Has holders reminded by mail of updates that have a deadline: some days before, where no workstation could show the offer, and on the last day in
 * any case (docs/mail.md). issuance-svc has the addresses, the limits and the words. The same reminder that is asked for twice, by two copies or
 * after a lost answer, is one there.
 */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Sweep } from '@cardwright/service-kit/sweep';
import { Clock } from '../config/clock.js';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { self } from '../config/self.js';
import { OfferMailRepository, type OpenReminder } from '../persistence/offer-mail.repository.js';

const everyMs = 60_000;
/** The read model is there soon. */
const firstMs = 5_000;
const batch = 200;
const dayMs = 24 * 3600_000;

@Injectable()
export class Reminders implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly sweep = new Sweep({
    everyMs,
    round: () => this.round(),
    logger: new Logger(Reminders.name),
    failing: 'holders are not reminded by mail of what is due',
  });

  constructor(
    private readonly offers: OfferMailRepository,
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
    @Inject(UPDATE_CONFIG) private readonly config: Pick<UpdateConfig, 'remindDays' | 'unseenDays'>,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.remindDays > 0) this.sweep.start(firstMs);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
  }

  /** Everything of which somebody has to be reminded now. */
  async round(): Promise<void> {
    for (;;) {
      const now = this.clock.now();
      const open = await this.offers.open(
        {
          now: new Date(now),
          soonUntil: new Date(now + this.config.remindDays * dayMs),
          lastDayUntil: new Date(now + dayMs),
          unseenSince: new Date(now - this.config.unseenDays * dayMs),
        },
        batch,
      );
      for (const tenantId of new Set(open.map((reminder) => reminder.tenantId)))
        if (
          !(await this.ask(
            tenantId,
            open.filter((reminder) => reminder.tenantId === tenantId),
            now,
          ))
        )
          return;
      if (open.length < batch) return;
    }
  }

  /** False: there is no mail in this installation. Nothing is noted then: it may be switched on. */
  private async ask(tenantId: string, open: OpenReminder[], now: number): Promise<boolean> {
    const reminders = open.map(({ offerId, deviceId, kind, deadline }) => ({
      ...{ offerId, deviceId, kind },
      deadline: deadline.toISOString(),
    }));
    const context = { tenantId, correlationId: randomUUID(), actor: self };
    const { on } = await this.rpc.issuanceInternal('mail.remind', { reminders }, context);
    if (on) await this.offers.asked(open, new Date(now));
    return on;
  }
}
