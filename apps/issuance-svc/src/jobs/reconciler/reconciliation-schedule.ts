/**
 * The nightly comparison of record and CA as a Temporal schedule, which administrators can see, pause and start where all other work is
 * (F06). It is created once; later changes by an administrator stay. If Temporal is away at the start, the creation is tried again until it
 * succeeds.
 */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { workflowType, type ReconcileRecordsInput } from '@cardwright/contracts/workflow/card-write.contract';
import { reconciliationScheduleId, taskQueue } from '@cardwright/contracts/workflow/names';
import { Sweep } from '@cardwright/service-kit/sweep';
import type { TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import { TEMPORAL } from '../../sagas/run/temporal.module.js';

/** UTC. */
const atNight = { hour: 2, minute: 30 };

@Injectable()
export class ReconciliationSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ReconciliationSchedule.name);
  private readonly untilMade = new Sweep({
    everyMs: 10_000,
    round: async () => {
      await this.make();
      void this.untilMade.stop();
    },
    logger: this.logger,
    failing: 'the nightly reconciliation has no schedule yet',
  });

  constructor(@Inject(TEMPORAL) private readonly temporal: TemporalClient) {}

  onApplicationBootstrap(): void {
    this.untilMade.start(0);
  }

  onModuleDestroy(): Promise<void> {
    return this.untilMade.stop();
  }

  private async make(): Promise<void> {
    const input: ReconcileRecordsInput = { tenantId: defaultTenantId };
    try {
      await this.temporal.client.schedule.create({
        scheduleId: reconciliationScheduleId,
        spec: { calendars: [{ ...atNight, comment: 'record against CA' }], jitter: '10 minutes' },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
        action: {
          type: 'startWorkflow',
          workflowType: workflowType.reconcileRecords,
          workflowId: reconciliationScheduleId,
          taskQueue: taskQueue.issuance,
          args: [input],
        },
      });
    } catch (error) {
      // Another copy, or an earlier start, has created it.
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
