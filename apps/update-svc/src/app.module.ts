/** Wires update-svc: the read model and its feed, the answers, the worker of the update saga, the audit chain. */
import { Module, type DynamicModule } from '@nestjs/common';
import type { TemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { AuditModule } from '@cardwright/service-kit/audit/audit.module';
import { UpdateCheckService } from './check/update-check.service.js';
import { UPDATE_CONFIG, type UpdateConfig } from './config/config.js';
import { EdgeController } from './nats/edge.controller.js';
import { UpdateController } from './nats/update.controller.js';
import { DeviceStateRepository } from './persistence/device-state.repository.js';
import { DeviceFeed } from './read-model/device-feed.js';
import { ReadModelRebuild } from './read-model/read-model-rebuild.js';
import { TEMPORAL_CONFIG, WorkflowWorker } from './workflow-worker.js';

@Module({})
export class AppModule {
  /** temporal: read once everything else is there. */
  static register(config: UpdateConfig, temporal: () => TemporalConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [AuditModule],
      controllers: [EdgeController, UpdateController],
      providers: [
        { provide: UPDATE_CONFIG, useValue: config },
        { provide: TEMPORAL_CONFIG, useFactory: temporal },
        DeviceStateRepository,
        UpdateCheckService,
        ReadModelRebuild,
        DeviceFeed,
        WorkflowWorker,
      ],
    };
  }
}
