/**
 * What agents said while this service or NATS was away is lost: where cards are, and checks that got no answer (requirements section E, 8). So
 * all agents are asked anew once questions are answered again, and so they are once the database answers that was missing for a check. They
 * spread their answers over the jitter of their checks.
 */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { NatsConnection } from '@nats-io/transport-node';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';
import { reasonOf, waitFor } from '@cardwright/service-kit/waiting/wait-for';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { Notices } from '../offers/notices.js';
import { ReadModelRebuild } from '../read-model/read-model-rebuild.js';

@Injectable()
export class PresenceQuestions {
  private readonly logger = new Logger(PresenceQuestions.name);
  private databaseIsAway = false;

  constructor(
    @InjectNats() private readonly connection: NatsConnection,
    private readonly dataSource: DataSource,
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

  /** A check was refused because the database is away. Agents try twice more, for six seconds; this waits longer. Does not reject. */
  async checkRefused(): Promise<void> {
    if (this.databaseIsAway) return;
    this.databaseIsAway = true;
    try {
      await waitFor(() => this.dataSource.query('SELECT 1'), {
        what: 'the database, to ask agents for checks that were refused',
        log: (message, error) => this.logger.warn({ reason: reasonOf(error) }, message),
        giveUp: () => this.connection.isClosed(),
        longestPauseMs: 1_000,
      });
      this.databaseIsAway = false;
      if (!this.connection.isClosed()) this.notices.presenceAsked();
    } catch {
      // This service ends.
    }
  }
}
