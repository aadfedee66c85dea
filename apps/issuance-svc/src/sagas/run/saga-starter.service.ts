/**
 * Starts the workflow of a request. The request row is the intent: whatever dies between its commit and the start, the
 * sweep finds the row and starts the workflow; the workflow id makes a second start a duplicate, not a second card.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { WorkflowExecutionAlreadyStartedError, type WorkflowHandle } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { SagaResume } from '@cardwright/contracts/workflow/card-write.contract';
import { cardWriteWorkflowId, searchAttribute } from '@cardwright/contracts/workflow/names';
import { isCardSaga, sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import type { TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import { Sweep } from '@cardwright/service-kit/sweep';
import { RequestEntity } from '../../persistence/request.entity.js';
import { RequestService } from '../../records/requests/request.service.js';
import { sagaInputOf } from './saga-input.js';
import { sagaTitle } from './saga-title.js';
import { SAGA_PACE, type SagaPace } from './saga-pace.js';
import { TEMPORAL } from './temporal.module.js';

/** How long a saga may need from the end of its request to its own. */
const endingMs = 5_000;
const atOnce = 50;
const firstRequestId = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class SagaStarter implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SagaStarter.name);
  private readonly sweep: Sweep;
  /** Request id after which the next round goes on. */
  private cursor = firstRequestId;

  constructor(
    private readonly database: DataSource,
    @Inject(TEMPORAL) private readonly temporal: TemporalClient,
    private readonly requests: RequestService,
    @Inject(SAGA_PACE) pace: SagaPace,
  ) {
    this.sweep = new Sweep({
      everyMs: pace.startLeftMs,
      round: () => this.startLeft(),
      logger: this.logger,
      failing: 'requests wait for their workflows',
    });
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  handle(deviceId: string): WorkflowHandle {
    return this.temporal.client.workflow.getHandle(cardWriteWorkflowId(deviceId));
  }

  /**
   * Runs `work`, which calls a workflow, and gives up after this time, because the service that runs the workflow may be away while
   * Temporal is there. It then rejects with WorkflowUpdateRPCTimeoutOrCancelledError; the workflow may still receive the call when its
   * service is back.
   */
  within<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
    return this.temporal.client.withDeadline(Date.now() + ms, work);
  }

  /**
   * Starts the workflow and answers the row for the requester. If Temporal is away, the request stays valid: its row is committed, and the
   * sweep starts it.
   */
  async begin(request: RequestEntity): Promise<{ saga: SagaRow }> {
    if (request.stage === 'requested')
      await this.start(request).catch((error: unknown) => {
        if (error instanceof CardwrightError) throw error;
        this.logger.warn({ err: error, requestId: request.requestId }, 'the saga starts when Temporal is back');
      });
    return { saga: await this.requests.row(request.tenantId, request.requestId) };
  }

  /**
   * Safe to repeat. A request is accepted only when no other one runs for the device, so another saga that is still there is ending:
   * it closes a moment after its request. Throws Error when it does not; the sweep tries again.
   */
  async start(request: RequestEntity): Promise<void> {
    for (const until = Date.now() + endingMs; !(await this.startOnce(request)); await delay(25))
      if (Date.now() > until) throw new Error(`the saga before ${request.requestId} has not ended`);
  }

  /** resume: where to continue, for a request whose workflow was lost. False: the saga of another request has the device. */
  async startOnce(
    request: RequestEntity,
    resume: SagaResume = { attempt: request.attempt, percent: request.percent },
  ): Promise<boolean> {
    const { type } = request;
    if (!isCardSaga(type)) throw new TypeError(`a request of type ${type} writes no card`);
    const { workflow, taskQueue } = sagaKind(type);
    const kind = type.toLowerCase();
    try {
      await this.temporal.client.workflow.start(workflow, {
        workflowId: cardWriteWorkflowId(request.deviceId),
        taskQueue,
        args: [{ ...sagaInputOf(request), resume }],
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        memo: { requestId: request.requestId },
        ...(await sagaTitle(this.database, request)),
        searchAttributes: {
          [searchAttribute.kind]: [kind],
          [searchAttribute.device]: [request.deviceId],
          [searchAttribute.workstation]: [request.workstationId],
          ...(request.personId === null ? {} : { [searchAttribute.person]: [request.personId] }),
        },
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      const { memo } = await this.handle(request.deviceId).describe();
      return memo?.requestId === request.requestId;
    }
    return true;
  }

  /**
   * The next of the requests that were accepted and whose workflow was never started, because the service or Temporal went away in between; all
   * of them in turn. Those whose workflow waits for its own service look the same, and there may be many of them.
   */
  private async startLeft(): Promise<void> {
    const left = await this.database
      .getRepository(RequestEntity)
      .createQueryBuilder('request')
      .where(`request.state = 'IN_PROGRESS' AND request.stage = 'requested'`)
      .andWhere(`request.updated_at < now() - interval '5 seconds'`)
      .andWhere('request.requestId > :cursor', { cursor: this.cursor })
      .orderBy('request.requestId')
      .take(atOnce)
      .getMany();
    this.cursor = left.length < atOnce ? firstRequestId : left.at(-1)!.requestId;
    // Each request is tried once, so that one whose device is not free yet does not delay the others.
    for (const request of left) await this.startOnce(request);
  }
}
