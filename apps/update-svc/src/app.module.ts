/** Wires update-svc: the read model and its feed, the answers, the audit chain. */
import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '@cardwright/service-kit/audit/audit.module';
import { UpdateCheckService } from './check/update-check.service.js';
import { UPDATE_CONFIG, type UpdateConfig } from './config/config.js';
import { EdgeController } from './nats/edge.controller.js';
import { UpdateController } from './nats/update.controller.js';
import { DeviceStateRepository } from './persistence/device-state.repository.js';
import { DeviceFeed } from './read-model/device-feed.js';
import { ReadModelRebuild } from './read-model/read-model-rebuild.js';

@Module({})
export class AppModule {
  static register(config: UpdateConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [AuditModule],
      controllers: [EdgeController, UpdateController],
      providers: [
        { provide: UPDATE_CONFIG, useValue: config },
        DeviceStateRepository,
        UpdateCheckService,
        ReadModelRebuild,
        DeviceFeed,
      ],
    };
  }
}
