/** Writes the counts of repeated audit entries when their minute is over. Any copy of the service may do it; the first one does. */
import { closeRepeated } from '@cardwright/service-kit/audit/repeated-entries';
import { Sweep } from '@cardwright/service-kit/sweep';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';

const everyMs = 10_000;

@Injectable()
export class RepeatedEntriesRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweep: Sweep;

  constructor(database: DataSource) {
    this.sweep = new Sweep({
      everyMs,
      round: async () => void (await closeRepeated(database)),
      logger: new Logger(RepeatedEntriesRunner.name),
      failing: 'repeated audit entries wait to be written',
    });
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }
}
