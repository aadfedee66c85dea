/** issuance-svc: its records, and the sagas that stand on them with their Temporal worker. */
import { Module, type DynamicModule } from '@nestjs/common';
import type { WorkflowLocation } from '@cardwright/workflow-kit/worker/workflow-bundle';
import type { IssuanceConfig } from './config/config.js';
import { RecordsModule } from './records.module.js';
import { SAGA_PACE, sagaPace, type SagaPace } from './sagas/run/saga-pace.js';
import { sagaControllers, sagaProviders } from './saga-providers.js';
import { TemporalModule } from './sagas/run/temporal.module.js';
import { workflowsProvider } from './workflow-worker.js';

@Module({})
export class AppModule {
  /** workflows: replaces the workflows that were built with the service, so that a spec can add its own. pace: replaces the usual pace. */
  static register(config: IssuanceConfig, workflows?: WorkflowLocation, pace?: Partial<SagaPace>): DynamicModule {
    return {
      module: AppModule,
      imports: [RecordsModule.register(config), TemporalModule],
      controllers: sagaControllers,
      providers: [
        ...sagaProviders,
        workflowsProvider(workflows),
        { provide: SAGA_PACE, useValue: { ...sagaPace, ...pace } },
      ],
    };
  }
}
