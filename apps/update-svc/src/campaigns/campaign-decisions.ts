/** What people see of campaigns, and what they decide about one. issuance-svc has authorised whoever asks. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import {
  campaignCardStates,
  type CampaignCardState,
  type CampaignDecision,
  type CampaignDetail,
  decidedFrom,
} from '@cardwright/contracts/update/campaign';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { invalid, requireId, requireLimit, requireReason } from '../asked/asked.js';
import { self } from '../config/self.js';
import { CampaignCardRepository } from '../persistence/campaign-card.repository.js';
import { CampaignRepository, type Campaign } from '../persistence/campaign.repository.js';
import { CampaignChanges, type CampaignChange } from './campaign-changes.js';
import { CampaignClock } from './campaign-clock.js';
import { standStill, turnsCome } from './campaign-rules.js';
import { campaignCardRow, campaignDetail, campaignRow } from './campaign-view.js';

type Asked<Name extends keyof UpdateApi> = RequestEnvelope<RequestOf<UpdateApi, Name>>;
type Reply<Name extends keyof UpdateApi> = Promise<ReplyOf<UpdateApi, Name>>;

@Injectable()
export class CampaignDecisions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly campaigns: CampaignRepository,
    private readonly cards: CampaignCardRepository,
    private readonly changes: CampaignChanges,
    private readonly clock: CampaignClock,
  ) {}

  /** Throws REQUEST_INVALID {field}. */
  async list({ tenantId, body }: Asked<'campaigns.list'>): Reply<'campaigns.list'> {
    const cursor = body.cursor === undefined ? null : requireId(body.cursor, 'cursor');
    const limit = requireLimit(body.limit);
    const found = await this.campaigns.page(tenantId, limit, cursor);
    const rows = found.slice(0, limit).map(campaignRow);
    return { rows, nextCursor: found.length > limit ? rows.at(-1)!.campaignId : null };
  }

  /** Throws REQUEST_INVALID {field}, REQUEST_NOT_FOUND. */
  async get({ tenantId, body }: Asked<'campaigns.get'>): Promise<CampaignDetail> {
    return this.detail(await this.found(tenantId, body));
  }

  /** The cursor is the place of the last card. Throws REQUEST_INVALID {field}, REQUEST_NOT_FOUND. */
  async cardsOf({ tenantId, body }: Asked<'campaigns.cards'>): Reply<'campaigns.cards'> {
    const limit = requireLimit(body.limit);
    const { cursor = '0', state } = body;
    if (typeof cursor !== 'string' || !/^\d{1,9}$/.test(cursor)) throw invalid('cursor');
    if (state !== undefined && !campaignCardStates.includes(state)) throw invalid('state');
    const campaign = await this.found(tenantId, body);
    const now = this.changes.now();
    const found = await this.cards.page(campaign, {
      ...rangeOf(state, turnsCome(campaign, now), Number(cursor)),
      limit,
    });
    const page = found.slice(0, limit);
    return {
      rows: page.map((card) => campaignCardRow(campaign, card, now)),
      nextCursor: found.length > limit ? String(page.at(-1)!.place) : null,
    };
  }

  pause(asked: Asked<'campaigns.pause'>): Promise<CampaignDetail> {
    return this.decide(asked, 'pause', (campaign) => ({
      what: 'paused',
      patch: { state: 'paused', ...standStill(campaign, this.changes.now()) },
    }));
  }

  /** What failed before does not stop it again. Those that have had their turn have it at once, the others go on at the pace. */
  resume(asked: Asked<'campaigns.resume'>): Promise<CampaignDetail> {
    return this.decide(asked, 'resume', ({ state, failuresFrom }) => ({
      what: 'resumed',
      patch: {
        ...{ state: 'running', stop: null, turnsFrom: this.changes.now() },
        failuresFrom: state === 'stopped' ? this.changes.now() : failuresFrom,
      },
    }));
  }

  stop(asked: Asked<'campaigns.stop'>): Promise<CampaignDetail> {
    const reason = requireReason(asked.body.reason);
    return this.decide(asked, 'stop', (campaign) => ({
      ...{ what: 'stopped', reason },
      patch: {
        ...{ state: 'stopped', stop: { cause: 'OPERATOR', reason } },
        ...(campaign.state === 'running' && standStill(campaign, this.changes.now())),
      },
    }));
  }

  async detail(campaign: Campaign): Promise<CampaignDetail> {
    return campaignDetail(campaign, await this.cards.counts(campaign, turnsCome(campaign, this.changes.now())));
  }

  /** Throws REQUEST_INVALID {field}, REQUEST_NOT_FOUND, CAMPAIGN_STATE {state}. */
  private async decide(
    { tenantId, correlationId, actor = self, body }: RequestEnvelope<{ campaignId: string }>,
    decision: CampaignDecision,
    change: (campaign: Campaign) => Omit<CampaignChange, 'actor' | 'correlationId'>,
  ): Promise<CampaignDetail> {
    const campaignId = requireId(body.campaignId, 'campaignId');
    const after = await inTransaction(this.dataSource, async (manager) => {
      const campaign = await this.campaigns.lock(manager, tenantId, campaignId);
      if (campaign === null) throw new CardwrightError('REQUEST_NOT_FOUND');
      const { state } = campaign;
      if (!decidedFrom[decision].includes(state)) throw new CardwrightError('CAMPAIGN_STATE', undefined, { state });
      return this.changes.make(manager, campaign, { ...change(campaign), actor, correlationId });
    });
    this.clock.soon();
    return this.detail(after);
  }

  private async found(tenantId: string, { campaignId }: { campaignId: string }): Promise<Campaign> {
    const campaign = await this.campaigns.find(tenantId, requireId(campaignId, 'campaignId'));
    if (campaign === null) throw new CardwrightError('REQUEST_NOT_FOUND');
    return campaign;
  }
}

const last = 2 ** 31 - 1;
const stored = campaignCardStates.filter((state) => state !== 'open');

/** Where cards of this state stand: a card that waits is open up to the last place whose turn has come. */
function rangeOf(state: CampaignCardState | undefined, come: number, after: number) {
  if (state === 'open') return { states: ['waiting'], from: after, to: come };
  if (state === 'waiting') return { states: ['waiting'], from: Math.max(after, come), to: last };
  return { states: state === undefined ? stored : [state], from: after, to: last };
}
