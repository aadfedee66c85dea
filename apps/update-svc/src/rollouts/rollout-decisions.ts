/** Roll-outs for operators: how far they are, and what somebody decides about one. issuance-svc has authorised whoever asks. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import { decidedFrom, type RolloutDecision, type RolloutDetail } from '@cardwright/contracts/update/rollout';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { invalid, requireId, requireLimit, requireReason } from '../asked/asked.js';
import { self } from '../config/self.js';
import { RolloutCardRepository } from '../persistence/rollout-card.repository.js';
import { RolloutRepository, type Rollout } from '../persistence/rollout.repository.js';
import { RolloutChanges, type RolloutChange } from './rollout-changes.js';
import { RolloutClock } from './rollout-clock.js';
import { rolloutDetail, rolloutRow } from './rollout-view.js';

const mostDays = 60;

type Asked<Name extends keyof UpdateApi> = RequestEnvelope<RequestOf<UpdateApi, Name>>;

@Injectable()
export class RolloutDecisions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rollouts: RolloutRepository,
    private readonly cards: RolloutCardRepository,
    private readonly changes: RolloutChanges,
    private readonly clock: RolloutClock,
  ) {}

  /** Throws REQUEST_INVALID {field}. */
  async list({ tenantId, body }: Asked<'rollouts.list'>): Promise<ReplyOf<UpdateApi, 'rollouts.list'>> {
    const cursor = body.cursor === undefined ? null : requireId(body.cursor, 'cursor');
    const limit = requireLimit(body.limit);
    const found = await this.rollouts.page(tenantId, limit, cursor);
    const rows = found.slice(0, limit).map(rolloutRow);
    return { rows, nextCursor: found.length > limit ? rows.at(-1)!.rolloutId : null };
  }

  /** Throws REQUEST_INVALID {field}, REQUEST_NOT_FOUND. */
  async get({ tenantId, body }: Asked<'rollouts.get'>): Promise<RolloutDetail> {
    const rollout = await this.rollouts.find(tenantId, requireId(body.rolloutId, 'rolloutId'));
    if (rollout === null) throw new CardwrightError('REQUEST_NOT_FOUND');
    return this.detail(rollout);
  }

  /** Opens the next ring, whatever became of those before. Throws as decide, ROLLOUT_STATE also where every ring is open or another is next. */
  advance(asked: Asked<'rollouts.advance'>): Promise<RolloutDetail> {
    const { ring, spreadDays } = asked.body;
    if (ring !== undefined && !Number.isInteger(ring)) throw invalid('ring');
    if (spreadDays !== undefined && !(Number.isInteger(spreadDays) && spreadDays >= 0 && spreadDays <= mostDays))
      throw invalid('spreadDays');
    return this.decide(asked, 'advance', (rollout) => {
      const open = rollout.openedAt.length;
      if (open === rollout.rings.length || (ring !== undefined && ring !== open + 1)) throw refused(rollout);
      const openedAt = [...rollout.openedAt, this.changes.now()];
      return { what: 'ring-opened', patch: { openedAt, ...(spreadDays !== undefined && { spreadDays }) } };
    });
  }

  pause(asked: Asked<'rollouts.pause'>): Promise<RolloutDetail> {
    return this.decide(asked, 'pause', () => ({ what: 'paused', patch: { state: 'paused' } }));
  }

  /** What failed before does not stop it again. */
  resume(asked: Asked<'rollouts.resume'>): Promise<RolloutDetail> {
    return this.decide(asked, 'resume', ({ state, failuresFrom }) => ({
      what: 'resumed',
      patch: {
        ...{ state: 'running', stop: null },
        failuresFrom: state === 'stopped' ? this.changes.now() : failuresFrom,
      },
    }));
  }

  stop(asked: Asked<'rollouts.stop'>): Promise<RolloutDetail> {
    const reason = requireReason(asked.body.reason);
    return this.decide(asked, 'stop', () => ({
      ...{ what: 'stopped', reason },
      patch: { state: 'stopped', stop: { cause: 'OPERATOR', reason } },
    }));
  }

  /** Throws REQUEST_INVALID {field}, REQUEST_NOT_FOUND, ROLLOUT_STATE {state}. */
  private async decide(
    { tenantId, correlationId, actor = self, body }: RequestEnvelope<{ rolloutId: string }>,
    decision: RolloutDecision,
    change: (rollout: Rollout) => Omit<RolloutChange, 'actor' | 'correlationId'>,
  ): Promise<RolloutDetail> {
    const rolloutId = requireId(body.rolloutId, 'rolloutId');
    const after = await inTransaction(this.dataSource, async (manager) => {
      const rollout = await this.rollouts.lock(manager, tenantId, rolloutId);
      if (rollout === null) throw new CardwrightError('REQUEST_NOT_FOUND');
      if (!decidedFrom[decision].includes(rollout.state)) throw refused(rollout);
      return this.changes.make(manager, rollout, { ...change(rollout), actor, correlationId });
    });
    this.clock.soon();
    return this.detail(after);
  }

  private async detail(rollout: Rollout): Promise<RolloutDetail> {
    return rolloutDetail(rollout, await this.cards.counts(rollout));
  }
}

const refused = ({ state, openedAt }: Rollout): CardwrightError =>
  new CardwrightError('ROLLOUT_STATE', undefined, { state, ring: openedAt.length });
