/** Feeds the read model from `device.changed` events, in any order: the revision decides. What is due by it is found in the same transaction. */
import { Injectable } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { deviceFeedConsumer } from '@cardwright/contracts/nats/subjects';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';
import { Clock } from '../config/clock.js';
import { OfferClock } from '../offers/offer-clock.js';
import { DeviceStateRepository } from '../persistence/device-state.repository.js';
import { Admission } from './admission.js';
import { EventFeed } from './event-feed.js';
import { knownDevice } from './known-device.js';

@Injectable()
export class DeviceFeed extends EventFeed<'device.changed'> {
  constructor(
    @InjectNats() connection: NatsConnection,
    private readonly devices: DeviceStateRepository,
    private readonly admission: Admission,
    private readonly offers: OfferClock,
    private readonly clock: Clock,
  ) {
    super(connection, deviceFeedConsumer.name, 'device.changed');
  }

  protected async apply(events: readonly DomainEvent<'device.changed'>[]): Promise<void> {
    const now = new Date(this.clock.now());
    for (const tenantId of new Set(events.map((event) => event.tenantId))) {
      const ofTenant = events.filter((event) => event.tenantId === tenantId);
      const at = ofTenant.map((event) => event.at).reduce((one, other) => (one > other ? one : other));
      const devices = newest(ofTenant.map(({ data }) => data));
      await this.devices.apply(tenantId, devices.map(knownDevice), {
        ...{ at, now },
        admit: (manager, news) => this.admission.admit(manager, tenantId, news),
      });
    }
    this.offers.soon();
  }
}

/** Of each card, by the rule by which the read model takes it: the higher revision, or the later of two devices. A saga changes its card often. */
function newest(devices: readonly DeviceExport[]): DeviceExport[] {
  const byCard = new Map<string, DeviceExport>();
  for (const device of devices) {
    const known = byCard.get(device.identityText);
    if (known === undefined || device.revision > known.revision || device.deviceId !== known.deviceId)
      byCard.set(device.identityText, device);
  }
  return [...byCard.values()];
}
