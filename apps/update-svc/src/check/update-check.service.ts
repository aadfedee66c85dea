/**
 * Answers "is anything due for this card?", asked by every workstation all day: nothing is, for nearly all of them, and one statement says so.
 * Otherwise the offer of the card is asked (offers/offer-answers.ts).
 */
import { Inject, Injectable } from '@nestjs/common';
import { isIdentityText } from '@cardwright/contracts/card/card-image';
import type { UpdateCheckAnswer, UpdateCheckReply, UpdateCheckRequest } from '@cardwright/contracts/nats/edge.api';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { isOlderThan, releaseVersion } from '@cardwright/contracts/workstation/versions';
import { isConnectionLoss } from '@cardwright/service-kit/database/data-source';
import { Clock } from '../config/clock.js';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { begunAnswer, OfferAnswers } from '../offers/offer-answers.js';
import { OfferGlance } from '../offers/offer-glance.js';
import { CheckedCardRepository, type CheckedCard, type CheckedNow } from '../persistence/checked-card.repository.js';
import { OfferRepository } from '../persistence/offer.repository.js';
import { ReadModelRebuild } from '../read-model/read-model-rebuild.js';
import { PresenceQuestions } from './presence-questions.js';

/** A card in these states is no longer (or not yet) one that we look after. Terminal states never return by a check (model.md 1). */
const unmanaged: ReadonlySet<DeviceState> = new Set(['DISPOSED', 'TERMINATED', 'REPLACED', 'EXPIRED']);

/** A text that Postgres takes. One that it refuses would fail the checks that are written with it. */
const isStorable = (text: unknown): boolean => typeof text === 'string' && !text.includes('\0');

@Injectable()
export class UpdateCheckService {
  constructor(
    private readonly cards: CheckedCardRepository,
    private readonly readModel: ReadModelRebuild,
    private readonly glance: OfferGlance,
    private readonly answers: OfferAnswers,
    private readonly offers: OfferRepository,
    private readonly questions: PresenceQuestions,
    private readonly clock: Clock,
    @Inject(UPDATE_CONFIG) private readonly config: UpdateConfig,
  ) {}

  /**
   * Throws REQUEST_INVALID; REQUEST_SERVICE_UNAVAILABLE until the read model was filled once (the agent asks again). Nearly every check ends
   * after the one statement: no promise more than that is made for it.
   */
  async check(tenantId: string, workstationId: string, request: UpdateCheckRequest): Promise<UpdateCheckReply> {
    const outdated = this.outdated(request);
    if (outdated !== undefined) return this.reply(request, outdated);
    if (!this.config.checkEnabled) return this.reply(request, { answer: 'disabled' });
    const { identityText, readerName = null } = request;
    if (!isIdentityText(identityText))
      throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'identityText' });
    if (readerName !== null && !isStorable(readerName))
      throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'readerName' });
    let row: CheckedCard | null;
    try {
      row = await this.cards.find(tenantId, identityText, this.clock.now());
    } catch (error) {
      if (isConnectionLoss(error)) void this.questions.checkRefused();
      throw error;
    }
    // An unknown card: only a read model that was complete once may say so.
    if (!row) this.readModel.assertFilled();
    if (!row || unmanaged.has(row.state)) return this.reply(request, { answer: 'not-managed' });
    if (row.now === null) return this.reply(request, { answer: 'none' });
    return this.reply(request, await this.answer(tenantId, workstationId, request, row.now));
  }

  /** B12. Before anything else: whoever keeps the workstation is to learn it also while nothing is due. */
  private outdated({ agentVersion }: UpdateCheckRequest): UpdateCheckAnswer | undefined {
    const { minimumAgentVersion } = this.config;
    if (!isOlderThan(agentVersion, minimumAgentVersion)) return undefined;
    const versions = { serverVersion: releaseVersion, minimumAgentVersion };
    return { answer: 'version-unsupported', agentVersion: String(agentVersion ?? 'unknown').slice(0, 40), ...versions };
  }

  private reply(request: UpdateCheckRequest, answer: UpdateCheckAnswer): UpdateCheckReply {
    if (request.offers !== 1) return answer;
    const { checkLeastMinutes: leastMinutes } = this.config;
    const now = new Date(this.clock.now()).toISOString();
    return { ...answer, now, ...(leastMinutes !== null && { leastMinutes }) };
  }

  private async answer(
    tenantId: string,
    workstationId: string,
    request: UpdateCheckRequest,
    { activeRequestId, deviceId, offer }: CheckedNow,
  ): Promise<UpdateCheckAnswer> {
    if (activeRequestId !== null && request.offers !== 1) return { answer: 'none' };
    const underWay = activeRequestId === null ? undefined : await this.underWay(tenantId, activeRequestId);
    return (
      underWay ??
      (offer && (await this.glance.answer(tenantId, offer, workstationId, request))) ??
      this.answers.show({ tenantId, deviceId }, workstationId, request)
    );
  }

  /** Undefined: the saga of an offer has ended, which is heard before its card is told to be free. The agent that is told of it asks at once. */
  private async underWay(tenantId: string, requestId: string): Promise<UpdateCheckAnswer | undefined> {
    const offer = await this.offers.ofRequest(tenantId, requestId);
    if (offer === null) return { answer: 'under-way', requestId };
    return offer.outcome === null ? begunAnswer(offer) : undefined;
  }
}
