/**
 * What agents said while this service or NATS was away is lost: where cards are, and checks that got no answer (requirements section E, 8). So
 * all agents are asked anew once questions are answered again. They spread their answers over the jitter of their checks.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { Notices } from '../offers/notices.js';
import { ReadModelRebuild } from '../read-model/read-model-rebuild.js';

@Injectable()
export class PresenceQuestions {
  constructor(
    @InjectNats() private readonly connection: NatsConnection,
    private readonly notices: Notices,
    private readonly readModel: ReadModelRebuild,
    @Inject(UPDATE_CONFIG) private readonly config: UpdateConfig,
  ) {}

  /** Once calls and events of agents are heard. Ends with the connection. */
  async start(): Promise<void> {
    if (!this.config.checkEnabled) return;
    // Before that a check would be refused. However often NATS is away meanwhile, one question covers it.
    await this.readModel.whenComplete();
    if (this.connection.isClosed()) return;
    const changes = this.connection.status();
    this.notices.presenceAsked();
    for await (const { type } of changes)
      if (type === 'reconnect' && !this.connection.isClosed()) this.notices.presenceAsked();
  }
}
