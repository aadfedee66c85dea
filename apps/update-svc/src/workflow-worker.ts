/** The Temporal worker of update-svc: workflows only. Their activities are issuance-svc's. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { taskQueue } from '@cardwright/contracts/workflow/names';
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import { ServiceWorkers } from '@cardwright/workflow-kit/worker/service-workers';
import type { TemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { workflowsOf } from '@cardwright/workflow-kit/worker/workflow-bundle';

export const TEMPORAL_CONFIG = Symbol('TemporalConfig');

@Injectable()
export class WorkflowWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly workers: ServiceWorkers;

  constructor(
    health: HealthRegistry,
    @Inject(TEMPORAL_CONFIG) private readonly temporal: TemporalConfig,
  ) {
    this.workers = new ServiceWorkers(new Logger(WorkflowWorker.name), health);
  }

  onApplicationBootstrap(): void {
    this.workers.start('worker', {
      ...this.temporal,
      taskQueue: taskQueue.update,
      workflows: workflowsOf(import.meta.url),
      identity: 'update-svc',
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.workers.stop();
  }
}
