/**
 * Activities that every card saga has, whatever it writes: decisions, parking, moving to another workstation. They end the
 * card session whenever the saga stops for a person, so that no PIN or 9B status is left on the card.
 */
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardWriteInput } from '@cardwright/contracts/workflow/card-write.contract';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { EndedOnRecord, StageCall, StageFailure } from '@cardwright/contracts/workflow/card-activities.contract';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { toRetryableFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import { contextOf } from '../../card/batch-sender.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { LeaseService } from '../../records/leases/lease.service.js';
import { isFinished } from '../../domain/request-lifecycle.js';
import { DecisionService } from '../../records/requests/decision.service.js';
import { RequestService } from '../../records/requests/request.service.js';
import type { DecisionKind } from '../../persistence/decision.entity.js';
import { SagaTroubles } from './saga-troubles.js';

@Injectable()
export class SagaActivitiesProvider {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly decisions: DecisionService,
    private readonly records: SagaRecords,
    private readonly leases: LeaseService,
    private readonly requests: RequestService,
    private readonly troubles: SagaTroubles,
  ) {}

  async useDecision(call: {
    input: CardWriteInput;
    decisionId: string | null;
    action: string;
    reason: string | null;
  }): Promise<void> {
    const { input, decisionId, action, reason } = call;
    const { requestId, tenantId } = input;
    const { activityId, workflowExecution } = Context.current().info;
    // Another run of the same saga starts counting its activities again.
    const usedBy = `${workflowExecution?.runId}/${activityId}`;
    // Retry, cancel and move are open to the Temporal UI (design.md section 2); a PIN decision never comes from there.
    if (decisionId === null && action.startsWith('pin-')) throw new CardwrightError('DECISION_INVALID');
    await inTransaction(this.database, async (manager) => {
      // From its commit on it counts: the saga cannot complete any more.
      if (action === 'cancel') await this.requests.requireOpenIn(manager, requestId);
      if (decisionId !== null)
        return void (await this.decisions.use(decisionId, requestId, action as DecisionKind, usedBy, manager));
      if (action === 'cancel') await this.decisions.writeUsedCancel({ tenantId, requestId, reason }, usedBy, manager);
      await appendAudit(manager, {
        tenantId,
        actor: 'temporal-ui',
        action: `saga.${action}`,
        object: `request:${requestId}`,
        reason,
        correlationId: input.correlationId,
        details: {},
      });
    });
  }

  async moveTo({ input, workstationId }: { input: CardWriteInput; workstationId: string }): Promise<void> {
    const { identityText } = await this.records.device(input.deviceId);
    await this.rpc.edge(workstationId, 'card.inspect', { identityText }, contextOf({ input }));
  }

  /**
   * Parks the request. A request that has ended meanwhile is not parked; its end is returned. A request that another run is cancelling is
   * left to that run. Every failure is repeated, because nothing else would record why the saga stopped.
   */
  async parkSaga(call: StageCall & { failure: StageFailure }): Promise<EndedOnRecord | null> {
    try {
      await this.closeSession(call);
      const { state } = await this.requests.get(call.input.requestId);
      if (isFinished(state) || state === 'CANCELLING')
        return { ended: state === 'COMPLETED' ? 'completed' : 'otherwise' };
      await this.troubles.park(call, call.failure);
      return null;
    } catch (error) {
      throw toRetryableFailure(error);
    }
  }

  /** Ends the card session and gives the lease back. An agent that is away resets the card by itself. */
  async closeSession(call: StageCall): Promise<void> {
    // The lease is read from its own row: an attempt that failed while it opened the card has saved no session.
    const lease = await this.leases.heldBy(call.input.deviceId, call.input.requestId);
    if (lease === null) return;
    try {
      await this.rpc.edge(lease.workstationId, 'session.close', { lease }, contextOf(call), { timeoutMs: 3_000 });
    } catch (error) {
      if (!isCardwrightError(error)) throw error;
    }
    await this.leases.release(lease);
  }
}
