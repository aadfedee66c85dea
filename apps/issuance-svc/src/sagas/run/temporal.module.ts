/** The Temporal client of this service: connects at its first use, so the service starts without the server. */
import { Global, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { readEnv } from '@cardwright/service-kit/config/env';
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import { readTemporalConfig, type TemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { createTemporalClient, type TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';

export const TEMPORAL = Symbol('TemporalClient');
export const TEMPORAL_CONFIG = Symbol('TemporalConfig');

@Global()
@Module({
  providers: [
    { provide: TEMPORAL_CONFIG, useFactory: (): TemporalConfig => readEnv(process.env, readTemporalConfig) },
    {
      provide: TEMPORAL,
      inject: [TEMPORAL_CONFIG, HealthRegistry],
      useFactory: (config: TemporalConfig, health: HealthRegistry): TemporalClient => {
        const temporal = createTemporalClient({ ...config, identity: 'issuance-svc' });
        health.register('temporal', () => temporal.check());
        return temporal;
      },
    },
  ],
  exports: [TEMPORAL, TEMPORAL_CONFIG],
})
export class TemporalModule implements OnModuleDestroy {
  constructor(@Inject(TEMPORAL) private readonly temporal: TemporalClient) {}

  async onModuleDestroy(): Promise<void> {
    await this.temporal.close();
  }
}
