/** A change of a campaign, with its line in the history and in the audit trail; in the transaction in which it was decided. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '@cardwright/contracts/nats/rpc';
import type { CampaignEvent } from '@cardwright/contracts/update/campaign';
import { actorText, appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { Clock } from '../config/clock.js';
import { self } from '../config/self.js';
import { CampaignRepository, type Campaign } from '../persistence/campaign.repository.js';

export interface CampaignChange {
  what: Exclude<CampaignEvent['what'], 'created'>;
  patch: Partial<Campaign>;
  actor: Actor;
  correlationId: string;
  reason?: string;
}

@Injectable()
export class CampaignChanges {
  constructor(
    private readonly campaigns: CampaignRepository,
    private readonly clock: Clock,
  ) {}

  now(): Date {
    return new Date(this.clock.now());
  }

  /** The campaign is locked. Its cards follow (campaign-clock.ts). */
  async make(manager: EntityManager, campaign: Campaign, change: CampaignChange): Promise<Campaign> {
    const { what, patch, actor, correlationId, reason } = change;
    const generation = campaign.generation + 1;
    const history = [...campaign.history, this.event(what, actor)];
    const after: Campaign = { ...campaign, ...patch, generation, history };
    await this.campaigns.update(manager, campaign.campaignId, { ...patch, generation, history });
    await this.audit(manager, after, { what, actor, correlationId, ...(reason !== undefined && { reason }) }, campaign);
    return after;
  }

  event(what: CampaignEvent['what'], actor: Actor): CampaignEvent {
    return { at: this.now().toISOString(), what, by: actor === self ? null : actorText(actor) };
  }

  async audit(
    manager: EntityManager,
    { tenantId, campaignId, name, state, stop, ...campaign }: Campaign,
    { what, ...who }: { what: CampaignEvent['what'] } & Pick<CampaignChange, 'actor' | 'correlationId' | 'reason'>,
    before?: Campaign,
  ): Promise<void> {
    const { filter, cards, cardsPerHour, deadline } = campaign;
    const created = { filter, cards, cardsPerHour, deadline: deadline?.toISOString() ?? null };
    await appendAudit(manager, {
      ...{ tenantId, action: `campaign.${what}`, object: `campaign:${campaignId}`, ...who },
      details: {
        ...(before === undefined ? { name, ...created } : { name, from: before.state, to: state }),
        ...(stop?.cause === 'FAILURES' && { stop }),
      },
    });
  }
}
