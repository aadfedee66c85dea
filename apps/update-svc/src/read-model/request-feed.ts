/** How sagas end, from `request.changed` events: the offer that began one is done then. */
import { Injectable } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { isFinalState } from '@cardwright/contracts/workflow/final-states';
import { requestFeedConsumer } from '@cardwright/contracts/nats/subjects';
import { causesDone } from '@cardwright/contracts/update/update-offer';
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';
import { OfferOutcomes } from '../offers/offer-outcomes.js';
import { SagaRunRepository } from '../persistence/saga-run.repository.js';
import { OfferRepository } from '../persistence/offer.repository.js';
import { CampaignFailures } from '../campaigns/campaign-failures.js';
import { isFailure } from '../rollouts/failure-rules.js';
import { RolloutFailures, type OfferedFailure } from '../rollouts/rollout-failures.js';
import { EventFeed } from './event-feed.js';

@Injectable()
export class RequestFeed extends EventFeed<'request.changed'> {
  constructor(
    @InjectNats() connection: NatsConnection,
    private readonly runs: SagaRunRepository,
    private readonly offers: OfferOutcomes,
    private readonly begun: OfferRepository,
    private readonly rollouts: RolloutFailures,
    private readonly campaigns: CampaignFailures,
  ) {
    super(connection, requestFeedConsumer.name, 'request.changed');
  }

  protected async apply(events: readonly DomainEvent<'request.changed'>[]): Promise<void> {
    for (const event of events) await this.applyOne(event);
  }

  private async applyOne({ tenantId, data, at }: DomainEvent<'request.changed'>): Promise<void> {
    const { requestId, deviceId, type, state, code } = data;
    if (!isCardSaga(type)) return;
    // Not its end: it waits for somebody.
    if (state === 'FAILED' && isFailure(code)) await this.failed(tenantId, { requestId, deviceId, code });
    const outcome = isFinalState(state) ? state : null;
    if (outcome === null && state !== 'IN_PROGRESS') return;
    const startedAt = state === 'IN_PROGRESS' ? at : null;
    const endedAt = outcome === null ? null : at;
    await this.runs.note(tenantId, { requestId, deviceId, type, startedAt, endedAt, state: outcome });
    if (outcome !== null) await this.offers.ended(tenantId, { requestId, deviceId }, outcome);
  }

  /** A saga that no offer began is the operator's, who sees how it ends. */
  private async failed(tenantId: string, failure: Omit<OfferedFailure, 'causes'>): Promise<void> {
    const offer = await this.begun.ofRequest(tenantId, failure.requestId);
    if (offer === null) return;
    const offered = { ...failure, causes: causesDone(offer.causes) };
    await this.rollouts.failed(tenantId, offered);
    await this.campaigns.failed(offered);
  }
}
