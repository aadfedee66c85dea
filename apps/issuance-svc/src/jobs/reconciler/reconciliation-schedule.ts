/**
 * The nightly round of record against CA as a Temporal schedule: seen, paused and started by hand where all other work is (F06). Made
 * once; what an administrator has changed about it stays. Temporal may be away at the start: tried again until it is there.
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
      // Another copy, or an earlier start.
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
