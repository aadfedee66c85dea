/**
 * The two Temporal workers of issuance-svc: one for its own workflows with all activities, one for the card activities that workflows of other
 * services call. The second has a limit of its own, so that a wave of those never takes the places of the first. The activities are Nest
 * providers; the workflows come as a bundle.
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
import { say } from '@cardwright/contracts/words/say';
import { isConnectionLoss } from '@cardwright/service-kit/database/data-source';
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import { ServiceWorkers } from '@cardwright/workflow-kit/worker/service-workers';
import type { TemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { workflowsOf, type WorkflowLocation } from '@cardwright/workflow-kit/worker/workflow-bundle';
import { ISSUANCE_CONFIG, type IssuanceConfig } from './config/config.js';
import { JobActivitiesProvider } from './jobs/job-activities.js';
import { CardActivitiesProvider } from './sagas/card-activities.js';
import { SagaTroubles } from './sagas/run/saga-troubles.js';
import { TEMPORAL_CONFIG } from './sagas/run/temporal.module.js';

const WORKFLOWS = Symbol('Workflows');
/** The location of the workflows: the built bundle, or the sources. */
export const workflowsProvider = (location: WorkflowLocation = workflowsOf(import.meta.url)): Provider => ({
  provide: WORKFLOWS,
  useValue: location,
});

@Injectable()
export class WorkflowWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly workers: ServiceWorkers;

  constructor(
    private readonly cards: CardActivitiesProvider,
    private readonly jobs: JobActivitiesProvider,
    private readonly troubles: SagaTroubles,
    health: HealthRegistry,
    @Inject(TEMPORAL_CONFIG) private readonly temporal: TemporalConfig,
    @Inject(ISSUANCE_CONFIG) private readonly config: IssuanceConfig,
    @Inject(WORKFLOWS) private readonly workflows: WorkflowLocation,
  ) {
    this.workers = new ServiceWorkers(new Logger(WorkflowWorker.name), health);
  }

  onApplicationBootstrap(): void {
    const shared = {
      ...this.temporal,
      identity: 'issuance-svc',
      translateError: (error: unknown) =>
        isConnectionLoss(error)
          ? new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', say('access.database-silent'), {}, error)
          : error,
      onRepeated: (error: CardwrightError, call: unknown) =>
        this.troubles.repeats(error, call as Partial<StageCall> | undefined),
    };
    const cards = { ...this.cards.all() };
    this.workers.start('worker', {
      ...shared,
      taskQueue: taskQueue.issuance,
      workflows: this.workflows,
      activities: { ...cards, ...this.jobs.all() },
    });
    this.workers.start('card-worker', {
      ...shared,
      taskQueue: taskQueue.issuanceCards,
      workflows: null,
      activities: cards,
      tuning: { maxConcurrentActivityTaskExecutions: this.config.cardActivitiesAtOnce },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.workers.stop();
  }
}
