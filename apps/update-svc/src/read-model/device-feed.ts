/**
 * Feeds the read model from `device.changed` events: one durable JetStream consumer that all copies share, made by issuance-svc. An
 * event is acknowledged after its row is written; doubles and late ones do nothing (revision). Comes back by itself when the
 * consumer is not there yet or the server was away.
 */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { deviceFeedConsumer, eventStream } from '@cardwright/contracts/nats/subjects';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';
import { reasonOf, waitFor } from '@cardwright/service-kit/wait-for';
import { DeviceStateRepository } from '../persistence/device-state.repository.js';

const retryMs = 1_000;

@Injectable()
export class DeviceFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DeviceFeed.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private messages: ConsumerMessages | undefined;

  constructor(
    @InjectNats() private readonly connection: NatsConnection,
    private readonly devices: DeviceStateRepository,
  ) {}

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
    const consumer = await jetstream(this.connection).consumers.get(eventStream.name, deviceFeedConsumer.name);
    // A consumer or stream that was deleted ends the loop above instead of leaving it waiting for nothing.
    return consumer.consume({ max_messages: 100, abort_on_missing_resource: true });
  }

  private async take(message: JsMsg): Promise<void> {
    let event: DomainEvent<'device.changed'>;
    try {
      event = message.json<DomainEvent<'device.changed'>>();
      if (event.name !== 'device.changed') throw new TypeError('not a device.changed event');
    } catch (error) {
      this.logger.error({ err: error, sequence: message.seq }, 'event cannot be read and is passed over');
      message.term('unreadable');
      return;
    }
    try {
      await this.devices.apply(event.tenantId, [event.data], event.at);
      message.ack();
    } catch (error) {
      this.logger.error({ err: error, eventId: event.eventId }, 'event was not applied; it comes again');
      message.nak(retryMs);
    }
  }
}
