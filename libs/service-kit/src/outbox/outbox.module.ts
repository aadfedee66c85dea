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
import { reasonOf, waitFor } from '../waiting/wait-for.js';
import { ensureEventStream } from './event-stream.js';
import { OutboxPublisher } from './outbox-publisher.js';

const OUTBOX_OPTIONS = Symbol('OUTBOX_OPTIONS');
export interface OutboxOptions {
  makesStream: boolean;
}

/** A server that lost its store gets stream and consumer again without a restart of ours. */
const ensureAgainMs = 60_000;

@Injectable()
class OutboxRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = nestLogger(new Logger(OutboxPublisher.name));
  private readonly publisher: OutboxPublisher;
  private readonly stopping = new AbortController();
  private starting: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

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
    clearInterval(this.timer);
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
    if (this.stopping.signal.aborted) return;
    if (this.options.makesStream) this.timer = setInterval(() => void this.ensureAgain(), ensureAgainMs).unref();
    this.publisher.start();
  }

  /** While NATS is away the publisher says so; this waits for the next time. */
  private async ensureAgain(): Promise<void> {
    await ensureEventStream(this.connection).catch(() => undefined);
  }
}

@Module({})
export class OutboxModule {
  static register(options: OutboxOptions): DynamicModule {
    return { module: OutboxModule, providers: [{ provide: OUTBOX_OPTIONS, useValue: options }, OutboxRunner] };
  }
}
