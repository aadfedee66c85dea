/** Runs the outbox publisher with the service. `makesStream`: true in issuance-svc alone, whose NATS user may. */
import {
  Inject,
  Injectable,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { DataSource } from 'typeorm';
import { nestLogger } from '../logging/logger.js';
import { InjectNats } from '../nats/nats.module.js';
import { reasonOf, waitFor } from '../wait-for.js';
import { ensureEventStream } from './event-stream.js';
import { OutboxPublisher } from './outbox-publisher.js';

const OUTBOX_OPTIONS = Symbol('OUTBOX_OPTIONS');
export interface OutboxOptions {
  makesStream: boolean;
}

@Injectable()
export class OutboxRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = nestLogger(new Logger(OutboxPublisher.name));
  private readonly publisher: OutboxPublisher;
  private readonly stopping = new AbortController();
  private starting: Promise<void> = Promise.resolve();

  constructor(
    dataSource: DataSource,
    @InjectNats() private readonly connection: NatsConnection,
    @Inject(OUTBOX_OPTIONS) private readonly options: OutboxOptions,
  ) {
    this.publisher = new OutboxPublisher(dataSource, connection, this.logger);
  }

  onApplicationBootstrap(): void {
    this.starting = this.begin().catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.starting;
    await this.publisher.stop();
  }

  private async begin(): Promise<void> {
    if (this.options.makesStream)
      await waitFor(() => ensureEventStream(this.connection), {
        what: 'JetStream',
        log: (message, error) => this.logger.warn({ reason: reasonOf(error) }, message),
        signal: this.stopping.signal,
      });
    this.publisher.start();
  }
}

@Module({})
export class OutboxModule {
  static register(options: OutboxOptions): DynamicModule {
    return { module: OutboxModule, providers: [{ provide: OUTBOX_OPTIONS, useValue: options }, OutboxRunner] };
  }
}
