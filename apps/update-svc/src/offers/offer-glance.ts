/**
 * The answer to a check of a card whose offer needs no decision: it was brought up to date when something of it changed (offers/offer-clock.ts),
 * and nothing of it has come to its time since. It was read with its card, and where it is shown anew a statement writes where. Everything else is
 * decided in a transaction (offers/offer-answers.ts).
 */
import { Injectable } from '@nestjs/common';
import type { UpdateCheckAnswer, UpdateCheckRequest } from '@cardwright/contracts/nats/edge.api';
import { Clock } from '../config/clock.js';
import { isUnasked } from '../kinds/kinds.js';
import type { GlancedOffer } from '../persistence/checked-card.repository.js';
import { OfferRepository } from '../persistence/offer.repository.js';
import { OfferAnswers, shownMs } from './offer-answers.js';
import { plainAnswer, silence } from './silence.js';

@Injectable()
export class OfferGlance {
  constructor(
    private readonly offers: OfferRepository,
    private readonly answers: OfferAnswers,
    private readonly clock: Clock,
  ) {}

  /** null: it has to be decided. */
  async answer(
    tenantId: string,
    open: GlancedOffer,
    workstationId: string,
    request: UpdateCheckRequest,
  ): Promise<UpdateCheckAnswer | null> {
    if (request.manual === true || isUnasked(open.kind)) return null;
    const now = this.clock.now();
    if (request.offers !== 1) return plainAnswer(open);
    const { presentAt } = open;
    return silence(open, { here: workstationId, now, presentAt }) ?? this.shown(tenantId, workstationId, request, open);
  }

  private async shown(
    tenantId: string,
    workstationId: string,
    { identityText, ...request }: UpdateCheckRequest,
    open: GlancedOffer,
  ): Promise<UpdateCheckAnswer | null> {
    const now = this.clock.now();
    const readerName = request.readerName ?? null;
    const left = (open.leasedUntil?.getTime() ?? 0) - now;
    const shownHere = open.workstationId === workstationId && open.readerName === readerName && left > shownMs / 2;
    if (shownHere && open.state === 'offered') return this.answers.available(tenantId, identityText, open);
    const leasedUntil = new Date(now + shownMs);
    const { offerId } = open;
    const shown = { tenantId, offerId, identityText, workstationId, readerName, leasedUntil, now: new Date(now) };
    const offer = await this.offers.lease(shown);
    const { signature } = open;
    return offer === null ? null : this.answers.available(tenantId, identityText, { ...offer, signature });
  }
}
