/**
 * The Temporal worker of issuance-svc, beside its NATS listener in the same process. The activities are Nest providers; the
 * workflows come as a bundle. Ends what is at work when the service stops.
 */
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { taskQueue } from '@cardwright/contracts/workflow/names';
import { isConnectionLoss } from '@cardwright/service-kit/database/data-source';
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import { installRuntime, startWorker, type WorkerHandle } from '@cardwright/workflow-kit/worker/create-worker';
import type { TemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { workflowsOf, type WorkflowLocation } from '@cardwright/workflow-kit/worker/workflow-bundle';
import { JobActivitiesProvider } from './jobs/job-activities.js';
import { CardActivitiesProvider } from './sagas/card-activities.js';
import { SagaProgressService } from './sagas/run/saga-progress.service.js';
import { TEMPORAL_CONFIG } from './sagas/run/temporal.module.js';

const WORKFLOWS = Symbol('Workflows');
/** Where the workflows are: built ahead, or the sources. */
export const workflowsProvider = (location: WorkflowLocation = workflowsOf(import.meta.url)): Provider => ({
  provide: WORKFLOWS,
  useValue: location,
});

@Injectable()
export class WorkflowWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(WorkflowWorker.name);
  private worker: WorkerHandle | undefined;

  constructor(
    private readonly cards: CardActivitiesProvider,
    private readonly jobs: JobActivitiesProvider,
    private readonly progress: SagaProgressService,
    private readonly health: HealthRegistry,
    @Inject(TEMPORAL_CONFIG) private readonly config: TemporalConfig,
    @Inject(WORKFLOWS) private readonly workflows: WorkflowLocation,
  ) {}

  onApplicationBootstrap(): void {
    const log = (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown> = {}): void =>
      this.logger[level === 'info' ? 'log' : level](fields, message);
    installRuntime(log);
    this.worker = startWorker(
      {
        ...this.config,
        taskQueue: taskQueue.issuance,
        workflows: this.workflows,
        activities: { ...this.cards.all(), ...this.jobs.all() },
        identity: 'issuance-svc',
        translateError: (error) =>
          isConnectionLoss(error)
            ? new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', 'The database does not answer', {}, error)
            : error,
        onRepeated: (error, call) => this.progress.repeats(error, call as Partial<StageCall> | undefined),
      },
      log,
    );
    this.health.register('worker', () => Promise.resolve(this.worker?.check()));
    // Without its workflows this service is not one: let the supervisor see it.
    this.worker.failed.catch((error: unknown) => {
      this.logger.fatal({ err: error }, 'the workflow worker cannot run');
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker?.stop();
  }
}
