/** What an empty installation starts with: card models, the factory stock batch, the built-in profiles. Safe to repeat. */
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CardModelRegistry } from './records/models/card-model-registry.js';
import { systemActor } from './persistence/change-context.js';
import { builtInProfiles } from './records/profiles/built-in.js';
import { ProfileService } from './records/profiles/profile.service.js';
import { StockService } from './records/stock/stock.service.js';

@Injectable()
export class SeedService implements OnModuleInit {
  constructor(
    private readonly models: CardModelRegistry,
    private readonly stock: StockService,
    private readonly profiles: ProfileService,
  ) {}

  /** Before the first message is answered. */
  async onModuleInit(): Promise<void> {
    await this.models.seed(defaultTenantId);
    await this.stock.seed(defaultTenantId);
    const context = { tenantId: defaultTenantId, correlationId: 'first-start', actor: systemActor };
    for (const definition of builtInProfiles()) await this.profiles.seed(definition, context);
  }
}
