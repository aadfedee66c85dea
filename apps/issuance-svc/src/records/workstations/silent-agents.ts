/**
 * Agents that ended without a word: once a minute it is written down that those are gone which were not heard for the time after which none is counted
 * on. So the list has them among those that are away, which no statement that only reads could say from an index.
 */
import { agentSilentAfterMs } from '@cardwright/contracts/nats/edge.api';
import { Sweep } from '@cardwright/service-kit/sweep';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';

const lookEveryMs = 60_000;

@Injectable()
export class SilentAgents implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweep = new Sweep({
    everyMs: lookEveryMs,
    round: () => this.write(),
    logger: new Logger(SilentAgents.name),
    failing: 'agents that have fallen silent are not written down',
  });

  constructor(private readonly database: DataSource) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  /** Gone since they were heard: any later report brings them back. Every copy of the service does so; a row that one has in hand is left to it. */
  async write(): Promise<void> {
    await this.database.query(
      `UPDATE workstation SET gone_at = last_seen_at WHERE workstation_id IN (
         SELECT workstation_id FROM workstation
         WHERE seen_until > last_seen_at AND last_seen_at <= now() - $1 * interval '1 millisecond'
         FOR NO KEY UPDATE SKIP LOCKED)`,
      [agentSilentAfterMs],
    );
  }
}
