/**
 * The JetStream stream of domain events and its consumers. Made by issuance-svc alone (its NATS user may); the others wait for them.
 * Delivery, not record: Postgres keeps the events that matter (design.md 7).
 */
import {
  AckPolicy,
  DeliverPolicy,
  jetstreamManager,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { eventConsumers, eventStream } from '@cardwright/contracts/nats/subjects';

const day = 24 * 3600 * 1000;
/** A consumer that was away longer rebuilds its read model by request. */
const keptMs = 30 * day;
/** The publisher may repeat an event after a crash or an outage: longer than any of these we expect. */
const duplicateWindowMs = 3600 * 1000;

/** Longer than a row takes to be written, short enough that a copy that died is soon replaced. */
const ackWaitMs = 30_000;

/** Creates the stream and its consumers, or brings its limits up to date. */
export async function ensureEventStream(connection: NatsConnection): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const config: Partial<StreamConfig> & { name: string } = {
    name: eventStream.name,
    subjects: [...eventStream.subjects],
    storage: 'file',
    retention: 'limits',
    discard: 'old',
    max_age: nanos(keptMs),
    duplicate_window: nanos(duplicateWindowMs),
    num_replicas: 1,
  };
  const exists = await manager.streams.info(eventStream.name).then(
    () => true,
    (error: { code?: unknown; status?: unknown; name?: string }) => {
      if (error.name === 'StreamNotFoundError' || error.code === 10059 || error.code === 404) return false;
      throw error;
    },
  );
  // Two copies may add at once: the same configuration is accepted twice.
  await (exists ? manager.streams.update(eventStream.name, config) : manager.streams.add(config));
  for (const consumer of eventConsumers) await ensureConsumer(manager, consumer);
}

/** Adding what is there already changes nothing. */
async function ensureConsumer(
  manager: JetStreamManager,
  { name, filterSubject }: (typeof eventConsumers)[number],
): Promise<void> {
  await manager.consumers.add(eventStream.name, {
    name,
    durable_name: name,
    filter_subject: filterSubject,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    deliver_policy: DeliverPolicy.All,
    max_deliver: -1,
  });
}
