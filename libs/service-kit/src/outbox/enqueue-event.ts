/**
 * Writes a domain event into the outbox, inside the caller's transaction: one INSERT, for one or for many. Publishing is
 * outbox-publisher.ts; what is for the feed alone counts as published at once.
 */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { isFeedOnly, type DomainEvent, type DomainEventName } from '@cardwright/contracts/nats/domain-events';
import { preparedIn } from '../database/prepared-query.js';

export type NewEvent<Name extends DomainEventName> = Pick<
  DomainEvent<Name>,
  'name' | 'tenantId' | 'correlationId' | 'data'
>;

/** Returns the event with its id and time. `eventId` is the JetStream message id. */
export async function enqueueEvent<Name extends DomainEventName>(
  manager: EntityManager,
  event: NewEvent<Name>,
): Promise<DomainEvent<Name>> {
  const full = withIdAndTime(event);
  await preparedIn(
    manager,
    'enqueue-event',
    `insert into outbox (event_id, tenant_id, name, payload, published_at)
     values ($1, $2, $3, $4, case when $5::boolean then clock_timestamp() end)`,
    [full.eventId, full.tenantId, full.name, JSON.stringify(full), isFeedOnly(full.name)],
  );
  return full;
}

/** Many by one statement, published in this order. */
export async function enqueueEvents<Name extends DomainEventName>(
  manager: EntityManager,
  events: readonly NewEvent<Name>[],
): Promise<void> {
  const rows = events.map(withIdAndTime);
  await preparedIn(
    manager,
    'enqueue-events',
    `insert into outbox (event_id, tenant_id, name, payload, published_at)
     select event_id, tenant_id, name, payload, case when feed_only then clock_timestamp() end
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::boolean[])
       with ordinality as event (event_id, tenant_id, name, payload, feed_only, place) order by place`,
    [
      rows.map(({ eventId }) => eventId),
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ name }) => name),
      rows.map((event) => JSON.stringify(event)),
      rows.map(({ name }) => isFeedOnly(name)),
    ],
  );
}

function withIdAndTime<Name extends DomainEventName>(event: NewEvent<Name>): DomainEvent<Name> {
  const { name, tenantId, correlationId, data } = event;
  return { eventId: randomUUID(), name, at: new Date().toISOString(), tenantId, correlationId, data };
}
