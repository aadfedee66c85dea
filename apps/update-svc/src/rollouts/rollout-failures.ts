/** An update that failed counts against the roll-out that it was offered for. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { UpdateCause } from '@cardwright/contracts/update/update-offer';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Clock } from '../config/clock.js';
import { rolledOut } from '../kinds/profile-change.js';
import { RolloutCardRepository } from '../persistence/rollout-card.repository.js';
import { RolloutClock } from './rollout-clock.js';

/** causes: what it was offered for. */
export interface OfferedFailure {
  requestId: string;
  deviceId: string;
  code: string | null;
  causes: readonly UpdateCause[];
}

@Injectable()
export class RolloutFailures {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cards: RolloutCardRepository,
    private readonly rollouts: RolloutClock,
    private readonly clock: Clock,
  ) {}

  /** Again: nothing more. */
  async failed(tenantId: string, { deviceId, code, causes }: OfferedFailure): Promise<void> {
    const isOurs = causes.some(
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
