/**
 * Requests that are open while nothing carries them out: their workflow was terminated, timed out, failed, or is gone with Temporal's
 * database or its retention. Each gets another run, one attempt later; one that was being undone goes straight to its undo. Nothing is
 * refused for ever because a workflow is missing. The row decides, under its lock: a saga that is just ending has ended its row before.
 */
import { Inject, Injectable } from '@nestjs/common';
import { WorkflowNotFoundError } from '@temporalio/client';
import { DataSource, type EntityManager } from 'typeorm';
import type { DeviceState, RequestState } from '@cardwright/contracts/nats/issuance.api';
import { isCardSaga, sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import type { SagaResume } from '@cardwright/contracts/workflow/card-write.contract';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { LeaderWork } from '@cardwright/service-kit/leader-work';
import { DeviceService } from '../../records/devices/device.service.js';
import { activateRefusal } from '../../domain/card-eligibility.js';
import { isFinished } from '../../domain/request-lifecycle.js';
import { systemActor } from '../../persistence/change-context.js';
import type { DecisionKind } from '../../persistence/decision.entity.js';
import { RequestEntity } from '../../persistence/request.entity.js';
import { DecisionService } from '../../records/requests/decision.service.js';
import { RequestRepository } from '../../records/requests/request.repository.js';
import { RequestService } from '../../records/requests/request.service.js';
import { SAGA_PACE, type SagaPace } from './saga-pace.js';
import { SagaStarter } from './saga-starter.service.js';

/** What somebody decided about a request whose workflow turned out to be missing: taken with the new run. */
export interface DecidedMeanwhile {
  decisionId: string;
  kind: DecisionKind;
  reason: string | null;
  workstationId?: string | undefined;
}

const atOnce = 100;
const openStates: readonly RequestState[] = ['IN_PROGRESS', 'AWAITING_USER', 'INTERRUPTED', 'FAILED', 'CANCELLING'];

@Injectable()
export class LostWorkflows extends LeaderWork {
  /** Request id after which the next round goes on. */
  private cursor = '00000000-0000-0000-0000-000000000000';

  constructor(
    private readonly database: DataSource,
    private readonly requests: RequestService,
    private readonly repository: RequestRepository,
    private readonly decisions: DecisionService,
    private readonly devices: DeviceService,
    private readonly starter: SagaStarter,
    @Inject(SAGA_PACE) pace: SagaPace,
  ) {
    super({ dataSource: database, lock: 'cardwright-issuance-lost-workflows', intervalMs: pace.lostWorkflowsMs });
  }

  /** Starts the run now, because a person waits for it. False: the request has ended meanwhile, or another saga has the device. */
  async goOn(requestId: string, decided: DecidedMeanwhile): Promise<boolean> {
    const request = await this.requests.get(requestId);
    return (await this.isLost(request)) && this.revive(request, decided);
  }

  /**
   * Checks the next of the open requests; all of them have their turn. Rejects when Temporal cannot be asked, because then nothing is known
   * about their workflows.
   */
  async round(): Promise<boolean> {
    const rows = await this.database.manager
      .createQueryBuilder(RequestEntity, 'request')
      .where('request.state IN (:...openStates)', { openStates })
      .andWhere('request.requestId > :cursor', { cursor: this.cursor })
      .orderBy('request.requestId')
      .take(atOnce)
      .getMany();
    this.cursor = rows.length < atOnce ? '00000000-0000-0000-0000-000000000000' : rows.at(-1)!.requestId;
    for (const request of rows.filter(isStarted))
      if (await this.isLost(request))
        // One that cannot be started must not keep the others waiting.
        await this.revive(request).catch((error: unknown) =>
          this.logger.error({ err: error, requestId: request.requestId }, 'a lost workflow was not started again'),
        );
    return false;
  }

  /** The workflow id is the device's: what runs there may be another request's. Rejects when Temporal does not answer. */
  private async isLost({ requestId, deviceId }: RequestEntity): Promise<boolean> {
    try {
      const { status, memo } = await this.starter.handle(deviceId).describe();
      return status.name !== 'RUNNING' || memo?.['requestId'] !== requestId;
    } catch (error) {
      // A namespace that is not found is another error: Temporal is being set up anew.
      if (error instanceof WorkflowNotFoundError) return true;
      throw error;
    }
  }

  private async revive(seen: RequestEntity, decided?: DecidedMeanwhile): Promise<boolean> {
    const next = await inTransaction(this.database, (manager) => this.nextRun(manager, seen, decided));
    if (next === null) return false;
    const { request, resume } = next;
    this.logger.warn({ requestId: request.requestId, attempt: resume.attempt }, 'a lost workflow is started again');
    return this.starter.startOnce(request, resume);
  }

  /** null: its workflow is alive after all, or the request no longer needs one. */
  private async nextRun(
    manager: EntityManager,
    seen: RequestEntity,
    decided: DecidedMeanwhile | undefined,
  ): Promise<{ request: RequestEntity; resume: SagaResume } | null> {
    const { requestId, deviceId } = seen;
    const device = await this.devices.lock(manager, deviceId);
    const row = await this.repository.findForUpdate(manager, requestId);
    if (row === null || isFinished(row.state) || !isCardSaga(row.type)) return null;
    if (row.attempt !== seen.attempt || row.updatedAt.getTime() !== seen.updatedAt.getTime()) return null;
    const change = { tenantId: row.tenantId, correlationId: row.correlationId, actor: systemActor };
    // An activation does not hold its device; every other saga does, until another request takes it over.
    const { operation, endsWithCard } = sagaKind(row.type);
    const holds = operation === null ? activateRefusal(device.state) === null : device.activeRequestId === requestId;
    if (!holds) {
      const sentence = say('saga.lost-superseded');
      await this.requests.markIn(manager, requestId, { state: 'SUPERSEDED', stuckReason: null, sentence });
      return null;
    }
    const attempt = row.attempt + 1;
    if (decided !== undefined)
      await this.decisions.use(decided.decisionId, requestId, decided.kind, `attempt ${attempt}`, manager);
    const workstationId = decided?.workstationId;
    const order = await this.orderedEnd(manager, row, endsWithCard ? device.state : null);
    await appendAudit(manager, {
      ...change,
      action: 'saga.workflow-lost',
      object: `request:${requestId}`,
      details: { state: row.state, stage: row.stage, attempt, undo: order !== null },
    });
    const { request } = await this.requests.markIn(manager, requestId, {
      attempt,
      ...(workstationId !== undefined && { workstationId }),
      sentence: order === null ? say('saga.lost-goes-on', { attempt }) : say('saga.lost-cleaning-up'),
    });
    const resume = {
      attempt,
      percent: row.percent,
      ...(order !== null && { cancelled: { outcome: 'cancelled', ...order } as const }),
    };
    return { request, resume };
  }

  /**
   * Why the request has to be undone: its undo had begun, somebody had cancelled it, or the card has ended meanwhile. deviceState null: the
   * state of the card does not matter.
   */
  private async orderedEnd(
    manager: EntityManager,
    { requestId, state }: RequestEntity,
    deviceState: DeviceState | null,
  ): Promise<{ reason: string | null } | null> {
    const cancelled = await this.decisions.usedCancel(manager, requestId);
    if (cancelled !== null) return { reason: cancelled.reason };
    if (state === 'CANCELLING') return { reason: null };
    const overtaken = deviceState === 'SUSPENDED' || deviceState === 'TERMINATED';
    return overtaken ? { reason: `The card is ${deviceState.toLowerCase()}` } : null;
  }
}

/** False for a request whose workflow was never started: the starter takes care of it. */
const isStarted = ({ type, state, stage }: RequestEntity): boolean =>
  isCardSaga(type) && !(state === 'IN_PROGRESS' && stage === 'requested');
