/** How sagas end, from `request.changed` events: the offer that began one is done then. */
import { Injectable } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import type { RequestState } from '@cardwright/contracts/nats/issuance.api';
import { requestFeedConsumer } from '@cardwright/contracts/nats/subjects';
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';
import { OfferOutcomes } from '../offers/offer-outcomes.js';
import { SagaRunRepository } from '../persistence/saga-run.repository.js';
import { EventFeed } from './event-feed.js';

const ends: readonly string[] = ['COMPLETED', 'CANCELLED', 'SUPERSEDED', 'WITHDRAWN'] satisfies RequestState[];

@Injectable()
export class RequestFeed extends EventFeed<'request.changed'> {
  constructor(
    @InjectNats() connection: NatsConnection,
    private readonly runs: SagaRunRepository,
    private readonly outcomes: OfferOutcomes,
  ) {
    super(connection, requestFeedConsumer.name, 'request.changed');
  }

  protected async apply({ tenantId, data, at }: DomainEvent<'request.changed'>): Promise<void> {
    const { requestId, type, state } = data;
    if (!isCardSaga(type)) return;
    const ended = ends.includes(state);
    if (!ended && state !== 'IN_PROGRESS') return;
    const startedAt = state === 'IN_PROGRESS' ? at : null;
    await this.runs.note(tenantId, {
      requestId,
      type,
      startedAt,
      endedAt: ended ? at : null,
      state: ended ? state : null,
    });
    if (ended) await this.outcomes.ended(tenantId, requestId, state as RequestState);
  }
}
