/** Feeds the read model from `device.changed` events, in any order: the revision decides. What is due by it is found in the same transaction. */
import { Injectable } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { deviceFeedConsumer } from '@cardwright/contracts/nats/subjects';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';
import { Clock } from '../config/clock.js';
import { OfferClock } from '../offers/offer-clock.js';
import { DeviceStateRepository } from '../persistence/device-state.repository.js';
import { EventFeed } from './event-feed.js';
import { knownDevice } from './known-device.js';

@Injectable()
export class DeviceFeed extends EventFeed<'device.changed'> {
  constructor(
    @InjectNats() connection: NatsConnection,
    private readonly devices: DeviceStateRepository,
    private readonly offers: OfferClock,
    private readonly clock: Clock,
  ) {
    super(connection, deviceFeedConsumer.name, 'device.changed');
  }

  protected async apply({ tenantId, data, at }: DomainEvent<'device.changed'>): Promise<void> {
    await this.devices.apply(tenantId, [knownDevice(data)], { at, now: new Date(this.clock.now()) });
    this.offers.soon();
  }
}
