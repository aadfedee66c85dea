/**
 * One durable JetStream consumer that all copies share, made by issuance-svc. An event is acknowledged after it was applied; doubles and late
 * ones must do nothing. Comes back by itself when the consumer is not there yet or the server was away. Extend it and say what one event does.
 */
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DomainEvent, DomainEventName } from '@cardwright/contracts/nats/domain-events';
import { eventStream } from '@cardwright/contracts/nats/subjects';
import { reasonOf, waitFor } from '@cardwright/service-kit/wait-for';

const retryMs = 1_000;

export abstract class EventFeed<Name extends DomainEventName> implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(this.constructor.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private messages: ConsumerMessages | undefined;

  protected constructor(
    private readonly connection: NatsConnection,
    private readonly consumer: string,
    private readonly event: Name,
  ) {}

  protected abstract apply(event: DomainEvent<Name>): Promise<void>;

  onApplicationBootstrap(): void {
    this.running = this.run().catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.messages?.close();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const log = (message: string, error: unknown): void => this.logger.warn({ reason: reasonOf(error) }, message);
    while (!signal.aborted) {
      const messages = await waitFor(() => this.consume(), { what: `stream ${eventStream.name}`, log, signal });
      // The service is stopped already. Messages that nobody iterates never say that they are closed: not waited for.
      if (signal.aborted) return void messages.close();
      this.messages = messages;
      try {
        for await (const message of messages) await this.take(message);
      } catch (error) {
        log('event feed broke off', error);
      }
    }
  }

  private async consume(): Promise<ConsumerMessages> {
    const consumer = await jetstream(this.connection).consumers.get(eventStream.name, this.consumer);
    // A consumer or stream that was deleted ends the loop above instead of leaving it waiting for nothing.
    return consumer.consume({ max_messages: 100, abort_on_missing_resource: true });
  }

  private async take(message: JsMsg): Promise<void> {
    let event: DomainEvent<Name>;
    try {
      event = message.json<DomainEvent<Name>>();
      if (event.name !== this.event) throw new TypeError(`not a ${this.event} event`);
    } catch (error) {
      this.logger.error({ err: error, sequence: message.seq }, 'event cannot be read and is passed over');
      message.term('unreadable');
      return;
    }
    try {
      await this.apply(event);
      message.ack();
    } catch (error) {
      this.logger.error({ err: error, eventId: event.eventId }, 'event was not applied; it comes again');
      message.nak(retryMs);
    }
  }
}
