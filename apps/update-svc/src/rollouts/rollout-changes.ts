/** A change of a roll-out, with its line in the history and in the audit trail; in the transaction in which it was decided. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '@cardwright/contracts/nats/rpc';
import type { RolloutEvent } from '@cardwright/contracts/update/rollout';
import { actorText, appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { Clock } from '../config/clock.js';
import { self } from '../config/self.js';
import { RolloutRepository, type Rollout } from '../persistence/rollout.repository.js';

export interface RolloutChange {
  what: RolloutEvent['what'];
  patch: Partial<Rollout>;
  actor: Actor;
  correlationId: string;
  reason?: string;
}

@Injectable()
export class RolloutChanges {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly clock: Clock,
  ) {}

  /** The roll-out is locked. Its cards follow (rollout-clock.ts). */
  async make(manager: EntityManager, rollout: Rollout, change: RolloutChange): Promise<Rollout> {
    const { what, patch, actor, correlationId, reason } = change;
    const after: Rollout = { ...rollout, ...patch, generation: rollout.generation + 1 };
    const by = actor === self ? null : actorText(actor);
    const at = new Date(this.clock.now()).toISOString();
    const { generation } = after;
    const history = [...rollout.history, { at, what, by, ring: after.openedAt.length }];
    await this.rollouts.update(manager, rollout.rolloutId, { ...patch, generation, history });
    await appendAudit(manager, {
      ...{ tenantId: rollout.tenantId, actor, correlationId, reason },
      action: `rollout.${what}`,
      object: `rollout:${rollout.rolloutId}`,
      details: {
        ...{ profileName: rollout.profileName, version: rollout.version },
        ...{ from: rollout.state, to: after.state, ring: after.openedAt.length },
        ...(after.stop?.cause === 'FAILURES' && { stop: after.stop }),
      },
    });
    return { ...after, history };
  }

  now(): Date {
    return new Date(this.clock.now());
  }
}
