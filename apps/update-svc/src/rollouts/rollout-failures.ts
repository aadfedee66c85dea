/** An update that failed counts against the roll-out that it was offered for, unless somebody has only taken the card away. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { causesDone } from '@cardwright/contracts/update/update-offer';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Clock } from '../config/clock.js';
import { rolledOut } from '../kinds/profile-change.js';
import { OfferRepository } from '../persistence/offer.repository.js';
import { RolloutCardRepository } from '../persistence/rollout-card.repository.js';
import { RolloutClock } from './rollout-clock.js';
import { isFailure } from './rollout-rules.js';

@Injectable()
export class RolloutFailures {
  constructor(
    private readonly dataSource: DataSource,
    private readonly offers: OfferRepository,
    private readonly cards: RolloutCardRepository,
    private readonly rollouts: RolloutClock,
    private readonly clock: Clock,
  ) {}

  /** Again: nothing more. A saga that no offer began is the operator's, who sees how it ends. */
  async failed(
    tenantId: string,
    { requestId, deviceId, code }: { requestId: string; deviceId: string; code: string | null },
  ): Promise<void> {
    if (!isFailure(code)) return;
    const offer = await this.offers.ofRequest(tenantId, requestId);
    const isOurs = causesDone(offer?.causes ?? []).some(
      ({ kind, cause }) => cause === rolledOut.cause && rolledOut.kinds.some((each) => each === kind),
    );
    if (!isOurs) return;
    const now = new Date(this.clock.now());
    if (
      await inTransaction(this.dataSource, (manager) => this.cards.failed(manager, { tenantId, deviceId, code }, now))
    )
      this.rollouts.soon();
  }
}
