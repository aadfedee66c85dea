/** Counting what a campaign would be, and creating it with exactly that. issuance-svc has authorised whoever asks, and looked at the reason. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import type { CampaignCount, CampaignDetail, CampaignFilter, NewCampaign } from '@cardwright/contracts/update/campaign';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { invalid } from '../asked/asked.js';
import { self } from '../config/self.js';
import { rulesVersion } from '../kinds/kinds.js';
import { CampaignCardRepository } from '../persistence/campaign-card.repository.js';
import { CampaignRepository, type Campaign } from '../persistence/campaign.repository.js';
import { CampaignChanges } from './campaign-changes.js';
import { CampaignClock } from './campaign-clock.js';
import { CampaignDecisions } from './campaign-decisions.js';

const longest = { name: 100, reason: 64, reasonText: 500, part: 200 };
const mostPerHour = 100_000;

type Asked<Name extends keyof UpdateApi> = RequestEnvelope<RequestOf<UpdateApi, Name>>;

@Injectable()
export class CampaignCreation {
  constructor(
    private readonly dataSource: DataSource,
    private readonly campaigns: CampaignRepository,
    private readonly cards: CampaignCardRepository,
    private readonly changes: CampaignChanges,
    private readonly clock: CampaignClock,
    private readonly decisions: CampaignDecisions,
  ) {}

  /** Throws REQUEST_INVALID {field}, REQUEST_SERVICE_UNAVAILABLE while cards may be missing. */
  async count({ tenantId, body }: Asked<'campaigns.count'>): Promise<CampaignCount> {
    const filter = requireFilter(body.filter);
    await this.requireAllKnown(tenantId);
    return this.cards.count({ tenantId, filter });
  }

  /** Throws as count, CAMPAIGN_COUNT_CHANGED {cards, counted}, CAMPAIGN_NAME_TAKEN {campaignId}. */
  async create({ tenantId, correlationId, actor = self, body }: Asked<'campaigns.create'>): Promise<CampaignDetail> {
    const now = this.changes.now();
    const wanted = requireNew(body, now);
    await this.requireAllKnown(tenantId);
    const campaign: Campaign = {
      ...{ campaignId: randomUUID(), tenantId, ...wanted },
      ...{
        state: 'running',
        turnsBefore: 0,
        turnsFrom: now,
        nextTurnAt: null,
        generation: 1,
        failuresFrom: new Date(0),
      },
      ...{ createdAt: now, endedAt: null, stop: null, history: [this.changes.event('created', actor)] },
    };
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.campaigns.insert(manager, campaign))) {
        const campaignId = await this.campaigns.named(manager, tenantId, campaign.name);
        throw new CardwrightError('CAMPAIGN_NAME_TAKEN', undefined, { campaignId });
      }
      const cards = await this.cards.fill(manager, campaign);
      if (cards !== campaign.cards)
        throw new CardwrightError('CAMPAIGN_COUNT_CHANGED', undefined, { cards, counted: campaign.cards });
      await this.changes.audit(manager, campaign, {
        ...{ what: 'created', actor, correlationId },
        reason: campaign.reasonText === null ? campaign.reason : `${campaign.reason}: ${campaign.reasonText}`,
      });
    });
    this.clock.soon();
    return this.decisions.detail(campaign);
  }

  private async requireAllKnown(tenantId: string): Promise<void> {
    if (!(await this.campaigns.allKnown(tenantId, rulesVersion)))
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
  }
}

function requireNew(
  { name, filter, reason, reasonText, cardsPerHour, deadline, cards }: NewCampaign,
  now: Date,
): Pick<Campaign, 'name' | 'filter' | 'reason' | 'reasonText' | 'cardsPerHour' | 'deadline' | 'cards'> {
  if (!isText(name, longest.name)) throw invalid('name');
  if (!isText(reason, longest.reason)) throw invalid('reason');
  if (reasonText !== undefined && !isText(reasonText, longest.reasonText)) throw invalid('reasonText');
  if (!isWhole(cardsPerHour, mostPerHour)) throw invalid('cardsPerHour');
  if (!isWhole(cards, Number.MAX_SAFE_INTEGER)) throw invalid('cards');
  const end = deadline === undefined ? null : timeOf(deadline);
  if (end !== null && (Number.isNaN(end.getTime()) || end <= now)) throw invalid('deadline');
  return {
    ...{ name: name.trim(), filter: requireFilter(filter), reason, reasonText: reasonText?.trim() ?? null },
    ...{ cardsPerHour, deadline: end, cards },
  };
}

/** With the time in full. Throws REQUEST_INVALID {field}. */
function requireFilter(filter: CampaignFilter): CampaignFilter {
  if (typeof filter !== 'object' || filter === null) throw invalid('filter');
  const { profileName, modelId, issuerId, expiresBefore } = filter;
  const texts = Object.entries({ profileName, modelId, issuerId }).filter(([, value]) => value !== undefined);
  for (const [field, value] of texts) if (!isText(value, longest.part)) throw invalid(`filter.${field}`);
  const end = expiresBefore === undefined ? null : timeOf(expiresBefore);
  if (end !== null && Number.isNaN(end.getTime())) throw invalid('filter.expiresBefore');
  if (texts.length === 0 && end === null) throw invalid('filter');
  return { ...Object.fromEntries(texts), ...(end !== null && { expiresBefore: end.toISOString() }) };
}

const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= most;
const isWhole = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
/** ISO 8601, a day is its beginning in UTC; else an invalid one. */
const timeOf = (text: unknown): Date =>
  new Date(typeof text === 'string' && /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? text : Number.NaN);
