/**
 * Brings what services have published into the feed of events: this service's own outbox, and those of the vault and of update-svc by
 * request, since issuance-svc may not pull from the stream (design.md 3). Any copy does it; the feed takes from one at a time. What is brought twice is in it once.
 */
import { feedGrewSubject } from '@cardwright/contracts/nats/subjects';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import type { NatsConnection } from '@cardwright/service-kit/nats/connection';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { markCollected, uncollectedEvents } from '@cardwright/service-kit/outbox/collect-events';
import { Sweep } from '@cardwright/service-kit/sweep';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { DataSource } from 'typeorm';
import { EventFeed } from './event-feed.js';

const everyMs = 1_000;
/** Of this service's own, in one transaction. */
const ownAtOnce = 1_000;
const sweepEveryMs = 3600 * 1000;

@Injectable()
export class FeedCollector implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(FeedCollector.name);
  private readonly sweeps: Sweep[];
  private nextSweep = 0;
  /** Of the others', those that are in the feed, and of which they do not know that yet. */
  private readonly have = { pki: [] as string[], update: [] as string[] };

  constructor(
    private readonly database: DataSource,
    private readonly feed: EventFeed,
    private readonly rpc: RpcClient,
    @InjectNats() private readonly nats: NatsConnection,
  ) {
    const sweep = (round: () => Promise<unknown>, failing: string): Sweep =>
      new Sweep({ everyMs, round, logger: this.logger, failing });
    this.sweeps = [
      sweep(() => this.collectOwn(), 'events wait for the feed'),
      sweep(() => this.collectFrom('pki'), 'events of the vault wait for the feed'),
      sweep(() => this.collectFrom('update'), 'events of update-svc wait for the feed'),
    ];
  }

  onApplicationBootstrap(): void {
    for (const sweep of this.sweeps) sweep.start(0);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.sweeps.map((sweep) => sweep.stop()));
  }

  /** All that are published by now, unless another copy is at it. */
  async collectOwn(): Promise<void> {
    let more = Date.now() >= this.nextSweep || (await uncollectedEvents(this.database, 1)).length > 0;
    while (more) {
      const count = await this.append(async (manager) => {
        await this.sweep(manager);
        const events = await uncollectedEvents(manager, ownAtOnce);
        await markCollected(
          manager,
          events.map(({ eventId }) => eventId),
        );
        return events;
      });
      more = count === ownAtOnce;
    }
  }

  /** The same of what another service has. Rejects as the request does. */
  async collectFrom(service: 'pki' | 'update'): Promise<void> {
    let more = true;
    while (more) {
      const context = { tenantId: defaultTenantId, correlationId: 'event-feed' };
      const asked = { have: this.have[service] };
      const { events } = await (service === 'pki'
        ? this.rpc.pki('certificates.events', asked, context)
        : this.rpc.update('offers.events', asked, context));
      this.have[service] = [];
      more = events.length > 0;
      if (!more) return;
      const count = await this.append(() => Promise.resolve(events));
      // Another copy holds the feed: they come again.
      if (count === 0) return;
      this.have[service] = events.map(({ eventId }) => eventId);
    }
  }

  /** Returns how many events were looked at; 0 where another copy holds the feed. */
  private async append(
    events: (manager: Parameters<EventFeed['append']>[0]) => Promise<readonly DomainEvent[]>,
  ): Promise<number> {
    const { looked, added } = await inTransaction(this.database, async (manager) => {
      if (!(await this.feed.hold(manager))) return { looked: 0, added: 0 };
      const found = await events(manager);
      return { looked: found.length, added: await this.feed.append(manager, found) };
    });
    if (added > 0) this.nats.publish(feedGrewSubject, '{}');
    return looked;
  }

  private async sweep(manager: Parameters<EventFeed['sweep']>[0]): Promise<void> {
    if (Date.now() < this.nextSweep) return;
    if (!(await this.feed.sweep(manager))) this.nextSweep = Date.now() + sweepEveryMs;
  }
}
