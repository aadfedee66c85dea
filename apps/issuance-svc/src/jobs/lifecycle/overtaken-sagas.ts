/**
 * Cancels card sagas whose card was suspended or terminated meanwhile, and requests that wait for a card that has ended. State and
 * revocation come first and wait for no saga (design.md section 2). The job finds these sagas in the database, so it also works if Temporal
 * or this service was away when the card was suspended or terminated.
 */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { WorkflowNotFoundError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { cancelUpdate } from '@cardwright/contracts/workflow/card-write.contract';
import { cardSagaTypes, sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import { Sweep } from '@cardwright/service-kit/sweep';
import { systemActor } from '../../persistence/change-context.js';
import { DecisionService } from '../../records/requests/decision.service.js';
import { RequestService } from '../../records/requests/request.service.js';
import { SAGA_PACE, type SagaPace } from '../../sagas/run/saga-pace.js';
import { SagaStarter } from '../../sagas/run/saga-starter.service.js';

interface Overtaken {
  requestId: string;
  deviceId: string;
  tenantId: string;
  deviceState: string;
}

const atOnce = 20;
/** A saga whose service is there takes its cancellation at once. */
const takenMs = 5_000;
const goOn = cardSagaTypes.filter((type) => !sagaKind(type).endsWithCard);
/** For each kind that may wait, the states of a card that it may wait for. */
const waitIn = Object.fromEntries(
  cardSagaTypes.flatMap((type) => {
    const { waits } = sagaKind(type);
    return waits === null ? [] : [[type, waits.inStates]];
  }),
);

@Injectable()
export class OvertakenSagas implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OvertakenSagas.name);
  /** When each was asked last, by a clock that never jumps. */
  private readonly askedAt = new Map<string, number>();
  private readonly sweep: Sweep;

  constructor(
    private readonly database: DataSource,
    private readonly decisions: DecisionService,
    private readonly requests: RequestService,
    private readonly starter: SagaStarter,
    @Inject(SAGA_PACE) private readonly pace: SagaPace,
  ) {
    this.sweep = new Sweep({
      everyMs: pace.overtakenMs,
      round: async () => {
        // All are asked at the same time: the service of one kind may be away, and the other kinds must not wait for it.
        await Promise.all((await this.find()).map((saga) => this.cancel(saga)));
        for (const { requestId } of await this.findWaiting()) await this.end(requestId);
      },
      logger: this.logger,
      failing: 'overtaken sagas wait for their cancellation',
    });
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  /** A saga that has taken its cancellation ends by itself, after the step that is at work. */
  private find(): Promise<Overtaken[]> {
    return this.database.query(
      `SELECT request.request_id AS "requestId", request.device_id AS "deviceId", request.tenant_id AS "tenantId",
         device.state AS "deviceState"
       FROM device JOIN request ON request.request_id = device.active_request_id
       WHERE device.state IN ('SUSPENDED', 'TERMINATED') AND request.type <> ALL ($3)
         AND request.state IN ('IN_PROGRESS', 'AWAITING_USER', 'INTERRUPTED', 'FAILED')
         AND NOT EXISTS (SELECT FROM decision WHERE decision.request_id = request.request_id AND decision.kind = 'cancel'
           AND decision.used_at IS NOT NULL)
         AND request.request_id <> ALL ($2)
       LIMIT $1`,
      [atOnce, this.askedLately(), goOn],
    );
  }

  /** [D14][B06] What waits for a card of which it is not possible any more. */
  private findWaiting(): Promise<{ requestId: string }[]> {
    return this.database.query(
      `SELECT request.request_id AS "requestId" FROM request JOIN device USING (device_id)
       WHERE request.state = 'READY' AND NOT ($2::jsonb -> request.type) @> to_jsonb(device.state) LIMIT $1`,
      [atOnce, JSON.stringify(waitIn)],
    );
  }

  private askedLately(): string[] {
    const before = performance.now() - this.pace.overtakenAgainMs;
    for (const [requestId, at] of this.askedAt) if (at < before) this.askedAt.delete(requestId);
    return [...this.askedAt.keys()];
  }

  private async end(requestId: string): Promise<void> {
    await this.requests.mark(requestId, { state: 'CANCELLED', sentence: say('saga.not-in-use') });
  }

  private async cancel({ requestId, deviceId, tenantId, deviceState }: Overtaken): Promise<void> {
    const reason = `The card is ${deviceState.toLowerCase()}`;
    this.askedAt.set(requestId, performance.now());
    const decision = { tenantId, requestId, kind: 'cancel', decidedBy: systemActor, reason } as const;
    // The audit gets one row, however often the cancel has to be sent.
    const decisionId =
      (await this.decisions.unusedCancel(requestId, systemActor)) ?? (await this.decisions.write(decision));
    try {
      const args: [object] = [{ decisionId, reason }];
      const handle = this.starter.handle(deviceId);
      await this.starter.within(takenMs, () => handle.startUpdate(cancelUpdate, { args, waitForStage: 'ACCEPTED' }));
    } catch (error) {
      // The workflow has not started, has ended, or has not taken the cancel: a later round tries again. A run that was lost is started
      // again for its undo (sagas/run/lost-workflows.ts).
      if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return;
      throw error;
    }
  }
}
