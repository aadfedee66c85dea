/** What happened to certificates, given to the feed of events that issuance-svc keeps. At least once: what is not marked comes again. */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { isUuid } from '@cardwright/contracts/uuid';
import { collectedAtOnce, markCollected, uncollectedEvents } from '@cardwright/service-kit/outbox/collect-events';
import { DataSource } from 'typeorm';

@Injectable()
export class CertificateEvents {
  constructor(private readonly database: DataSource) {}

  /** have: ids of events that are in the feed now. Throws REQUEST_INVALID. */
  async next(have: readonly string[]): Promise<DomainEvent[]> {
    if (!Array.isArray(have) || have.length > collectedAtOnce || !have.every(isUuid))
      throw new CardwrightError('REQUEST_INVALID', 'no such events', { field: 'have' });
    await markCollected(this.database, have);
    return uncollectedEvents(this.database);
  }
}
