/** An update that failed counts against the campaigns that it was offered for. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Clock } from '../config/clock.js';
import { CampaignCardRepository } from '../persistence/campaign-card.repository.js';
import type { OfferedFailure } from '../rollouts/rollout-failures.js';
import { CampaignClock } from './campaign-clock.js';

@Injectable()
export class CampaignFailures {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cards: CampaignCardRepository,
    private readonly campaigns: CampaignClock,
    private readonly clock: Clock,
  ) {}

  /** Again: nothing more. */
  async failed({ causes, ...failure }: OfferedFailure): Promise<void> {
    const campaignIds = [...new Set(causes.flatMap(({ campaign }) => campaign?.campaignId ?? []))];
    if (campaignIds.length === 0) return;
    const now = new Date(this.clock.now());
    if (await inTransaction(this.dataSource, (manager) => this.cards.failed(manager, { ...failure, campaignIds }, now)))
      this.campaigns.soon();
  }
}
