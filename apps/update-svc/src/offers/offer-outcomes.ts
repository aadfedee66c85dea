/** The saga that an offer began has ended: so has the offer. What is due after it is found at once. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RequestState } from '@cardwright/contracts/nats/issuance.api';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Clock } from '../config/clock.js';
import { OfferRepository } from '../persistence/offer.repository.js';
import { Notices } from './notices.js';
import { OfferClock } from './offer-clock.js';
import { ended } from './offer-refresh.js';

@Injectable()
export class OfferOutcomes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly offers: OfferRepository,
    private readonly later: OfferClock,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  /** Again, or for a saga that no offer began: nothing. */
  async ended(tenantId: string, requestId: string, outcome: RequestState): Promise<void> {
    const offer = await this.offers.ofRequest(tenantId, requestId);
    if (offer === null || offer.outcome !== null) return;
    const { deviceId, offerId } = offer;
    const there = await inTransaction(this.dataSource, async (manager) => {
      const device = await this.offers.lockDevice(manager, { tenantId, deviceId });
      const now = this.clock.now();
      await this.offers.update(manager, offerId, { ...ended('done', now), outcome });
      await this.offers.setTimer(manager, tenantId, deviceId, new Date(now));
      if (device === null) return null;
      const presence = await this.offers.presence(manager, tenantId, device.identityText);
      return presence === null ? null : { ...presence, identityText: device.identityText };
    });
    if (there !== null) this.notices.changed(there.workstationId, { identityText: there.identityText, offerId: null });
    this.later.soon();
  }
}
