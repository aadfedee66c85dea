/** issuance-svc: its records, and the sagas that stand on them with their Temporal worker. */
import { Module, type DynamicModule } from '@nestjs/common';
import type { IssuanceConfig } from './config.js';
import { RecordsModule } from './records.module.js';
import { sagaControllers, sagaProviders } from './sagas/saga-providers.js';
import { TemporalModule } from './sagas/temporal.module.js';

@Module({})
export class AppModule {
  static register(config: IssuanceConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [RecordsModule.register(config), TemporalModule],
      controllers: sagaControllers,
      providers: sagaProviders,
    };
  }
}
