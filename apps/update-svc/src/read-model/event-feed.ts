/**
 * One durable JetStream consumer that all copies share, made by issuance-svc. Events that come while others are applied are applied together
 * afterwards. An event is acknowledged after it was applied; doubles and late ones must do nothing. Comes back by itself when the consumer is not
 * there yet or the server was away. Extend it and say what events do.
 */
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DomainEvent, DomainEventName } from '@cardwright/contracts/nats/domain-events';
import { eventStream } from '@cardwright/contracts/nats/subjects';
import { isConnectionLoss } from '@cardwright/service-kit/database/data-source';
import { reasonOf, waitFor } from '@cardwright/service-kit/waiting/wait-for';

const retryMs = 1_000;
/** At most so many are applied together. The server bounds how many wait: it delivers no more than 1,000 that are not acknowledged. */
const together = 100;

interface Taken<Name extends DomainEventName> {
  message: JsMsg;
  event: DomainEvent<Name>;
}

export abstract class EventFeed<Name extends DomainEventName> implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(this.constructor.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private messages: ConsumerMessages | undefined;
  private readonly waiting: Taken<Name>[] = [];
  private applying: Promise<void> | undefined;

  protected constructor(
    private readonly connection: NatsConnection,
    private readonly consumer: string,
    private readonly event: Name,
  ) {}

  /** In the order in which they came. Where it rejects, but for a database that is away, each is applied again by itself. */
  protected abstract apply(events: readonly DomainEvent<Name>[]): Promise<void>;

  onApplicationBootstrap(): void {
    this.running = this.run().catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.messages?.close();
    await this.running;
    await this.applying;
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
        for await (const message of messages) this.take(message);
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

  private take(message: JsMsg): void {
    try {
      const event = message.json<DomainEvent<Name>>();
      if (event.name !== this.event) throw new TypeError(`not a ${this.event} event`);
      this.waiting.push({ message, event });
    } catch (error) {
      this.logger.error({ err: error, sequence: message.seq }, 'event cannot be read and is passed over');
      message.term('unreadable');
      return;
    }
    this.applying ??= this.applyWaiting().finally(() => (this.applying = undefined));
  }

  private async applyWaiting(): Promise<void> {
    while (this.waiting.length > 0) await this.applyTogether(this.waiting.splice(0, together));
  }

  private async applyTogether(taken: readonly Taken<Name>[]): Promise<void> {
    try {
      await this.apply(taken.map(({ event }) => event));
      for (const { message } of taken) message.ack();
    } catch (error) {
      // One that cannot be applied must not take the others with it. Without the database none can be.
      if (taken.length > 1 && !isConnectionLoss(error)) for (const each of taken) await this.applyTogether([each]);
      else
        for (const { message, event } of taken) {
          this.logger.error({ err: error, eventId: event.eventId }, 'event was not applied; it comes again');
          message.nak(retryMs);
        }
    }
  }
}
