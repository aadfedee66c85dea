/** The saga that an offer began has ended: so has the offer. What is due after it is found at once. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SagaOutcome } from '@cardwright/contracts/update/update-offer';
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

  /** Again: nothing. A saga that no offer began may have brought what an offer waits for. */
  async ended(
    tenantId: string,
    { requestId, deviceId }: { requestId: string; deviceId: string },
    outcome: SagaOutcome,
  ): Promise<void> {
    const offer = await this.offers.ofRequest(tenantId, requestId);
    const there = await inTransaction(this.dataSource, async (manager) => {
      const device = await this.offers.lockDevice(manager, { tenantId, deviceId });
      const now = this.clock.now();
      const ends = offer !== null && offer.outcome === null;
      if (ends) await this.offers.update(manager, offer, { ...ended('done', now), outcome });
      if (device === null) return null;
      await this.offers.setTimer(manager, tenantId, deviceId, new Date(now));
      const presence = ends ? await this.offers.presence(manager, tenantId, device.identityText) : null;
      return presence === null ? null : { ...presence, identityText: device.identityText };
    });
    if (there !== null) this.notices.changed(there.workstationId, { identityText: there.identityText, offerId: null });
    this.later.soon();
  }
}
