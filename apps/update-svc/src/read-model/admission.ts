/** A card that was heard of takes its place in the roll-out of its profile, and has what campaigns want of it, in the transaction that keeps it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CampaignCards } from '../campaigns/campaign-cards.js';
import type { KnownDevice } from '../persistence/device-state.repository.js';
import { RolloutAdmission } from '../rollouts/rollout-admission.js';

@Injectable()
export class Admission {
  constructor(
    private readonly rollouts: RolloutAdmission,
    private readonly campaigns: CampaignCards,
  ) {}

  /** Cards of which something is due otherwise are answered as others than they were. The rows of the cards are locked. */
  async admit(manager: EntityManager, tenantId: string, news: readonly KnownDevice[]): Promise<KnownDevice[]> {
    return this.campaigns.admit(manager, tenantId, await this.rollouts.admit(manager, tenantId, news));
  }
}
