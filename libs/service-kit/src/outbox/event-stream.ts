/**
 * The JetStream stream of domain events. Made by issuance-svc alone (its NATS user may); the others wait for it.
 * Delivery, not record: Postgres keeps the events that matter (design.md 7).
 */
import { jetstreamManager, type StreamConfig } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { eventStream } from '@cardwright/contracts/nats/subjects';

const day = 24 * 3600 * 1000;
/** A consumer that was away longer rebuilds its read model by request. */
const keptMs = 30 * day;
/** The publisher may repeat an event after a crash or an outage: longer than any of these we expect. */
const duplicateWindowMs = 3600 * 1000;

/** Creates the stream or brings its limits up to date. replicas: 3 in a cluster. */
export async function ensureEventStream(connection: NatsConnection, replicas = 1): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const config: Partial<StreamConfig> & { name: string } = {
    name: eventStream.name,
    subjects: [...eventStream.subjects],
    storage: 'file',
    retention: 'limits',
    discard: 'old',
    max_age: nanos(keptMs),
    duplicate_window: nanos(duplicateWindowMs),
    num_replicas: replicas,
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
}
