/** What campaigns do by themselves: one whose updates fail is stopped, one with no card left that waits ends, and cards become due, or are no longer. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { self } from '../config/self.js';
import { OfferClock } from '../offers/offer-clock.js';
import { CampaignCardRepository } from '../persistence/campaign-card.repository.js';
import { CampaignRepository, type Campaign } from '../persistence/campaign.repository.js';
import { DeviceStateRepository } from '../persistence/device-state.repository.js';
import { cardsAtOnce, WaveClock } from '../rollouts/wave-clock.js';
import { CampaignCards } from './campaign-cards.js';
import { CampaignChanges } from './campaign-changes.js';
import { nextStep, standStill, type CampaignStep } from './campaign-rules.js';
import { failuresOf } from './campaign-view.js';

type Key = Pick<Campaign, 'tenantId' | 'campaignId'>;
type Step = NonNullable<CampaignStep>;

@Injectable()
export class CampaignClock extends WaveClock<Campaign, Key, Step> {
  constructor(
    dataSource: DataSource,
    private readonly campaigns: CampaignRepository,
    private readonly cards: CampaignCardRepository,
    private readonly members: CampaignCards,
    private readonly devices: DeviceStateRepository,
    private readonly changes: CampaignChanges,
    offers: OfferClock,
  ) {
    super(dataSource, offers, { name: CampaignClock.name, failing: 'campaigns do not go on' });
  }

  protected current(): Promise<Key[]> {
    return this.campaigns.current();
  }

  protected find({ tenantId, campaignId }: Key): Promise<Campaign | null> {
    return this.campaigns.find(tenantId, campaignId);
  }

  protected lock(manager: EntityManager, { tenantId, campaignId }: Key): Promise<Campaign | null> {
    return this.campaigns.lock(manager, tenantId, campaignId);
  }

  protected async stepOf(manager: EntityManager, campaign: Campaign): Promise<CampaignStep> {
    if (campaign.state !== 'running') return null;
    return nextStep(failuresOf(await this.cards.counts(campaign, 0, manager)));
  }

  protected async take(manager: EntityManager, campaign: Campaign, step: Step): Promise<void> {
    const own = { actor: self, correlationId: randomUUID() };
    const now = this.changes.now();
    if (step === 'finish')
      await this.changes.make(manager, campaign, {
        ...own,
        what: 'finished',
        patch: { state: 'finished', endedAt: now },
      });
    else
      await this.changes.make(manager, campaign, {
        ...own,
        what: 'stopped',
        patch: { state: 'stopped', stop: step.stop, ...standStill(campaign, now) },
      });
  }

  protected async settlePage(manager: EntityManager, key: Key): Promise<number> {
    const cards = await this.cards.stale(manager, key, cardsAtOnce);
    if (cards.length === 0) return 0;
    const { tenantId, campaignId } = key;
    const deviceIds = cards.map(({ deviceId }) => deviceId);
    const due = await this.members.bringUp(manager, tenantId, cards);
    const now = this.changes.now();
    await this.devices.replaceDue(manager, tenantId, due, { kind: 'campaign.renew', now });
    await this.devices.dueChanged(manager, tenantId, deviceIds, now);
    await this.cards.settled(manager, campaignId, deviceIds);
    return cards.length;
  }
}
