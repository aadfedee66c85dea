/** Takes rows out of the outbox that the feed of events has had for long. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sweepOutbox } from '@cardwright/service-kit/outbox/outbox-table';
import { Sweep } from '@cardwright/service-kit/sweep';

const everyMs = 3600 * 1000;

@Injectable()
export class OfferOutbox implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly sweep = new Sweep({
    everyMs,
    round: () => sweepOutbox(this.database),
    logger: new Logger(OfferOutbox.name),
    failing: 'old events of offers are not cleaned up',
  });

  constructor(private readonly database: DataSource) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }
}
