/** Offers as issuance-svc asks for them, for people whom it has authorised. */
import { Inject, Injectable } from '@nestjs/common';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import type { OfferRow } from '@cardwright/contracts/update/update-offer';
import { requireId, requireLimit } from '../asked/asked.js';
import { Clock } from '../config/clock.js';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { OfferRepository, type Offer } from '../persistence/offer.repository.js';
import { OfferAnswers } from './offer-answers.js';
import { dueRow, offerRow } from './offer-view.js';
import { SagaFiguresCache } from './saga-figures.js';

@Injectable()
export class OfferQueries {
  constructor(
    private readonly offers: OfferRepository,
    private readonly answers: OfferAnswers,
    private readonly figures: SagaFiguresCache,
    private readonly clock: Clock,
    @Inject(UPDATE_CONFIG) private readonly config: UpdateConfig,
  ) {}

  /** Throws REQUEST_NOT_FOUND. */
  async get(tenantId: string, offerId: string): Promise<OfferRow> {
    return this.row(await this.answers.find(tenantId, offerId));
  }

  /** Throws REQUEST_INVALID {field}. */
  async list(
    tenantId: string,
    { deviceId, limit: asked, cursor }: RequestOf<UpdateApi, 'offers.list'>,
  ): Promise<ReplyOf<UpdateApi, 'offers.list'>> {
    requireId(deviceId, 'deviceId');
    if (cursor !== undefined) requireId(cursor, 'cursor');
    const limit = requireLimit(asked);
    const found = await this.offers.page(tenantId, deviceId, limit, cursor ?? null);
    const page = found.slice(0, limit);
    const due = await this.offers.due(tenantId, deviceId);
    const now = this.clock.now();
    return {
      offers: await Promise.all(page.map((offer) => this.row(offer))),
      nextCursor: found.length > limit ? page.at(-1)!.offerId : null,
      due: due.map((row) => dueRow(row, now)),
    };
  }

  private async row(offer: Offer): Promise<OfferRow> {
    const record = await this.figures.of(offer.tenantId, offer.kind);
    return offerRow(offer, record, { now: this.clock.now(), repromptMs: this.config.repromptMs });
  }
}
