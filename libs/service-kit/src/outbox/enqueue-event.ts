/** Writes a domain event into the outbox, inside the caller's transaction: one INSERT, for one or for many. Publishing is outbox-publisher.ts. */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { DomainEvent, DomainEventName } from '@cardwright/contracts/nats/domain-events';
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
    'insert into outbox (event_id, tenant_id, name, payload) values ($1, $2, $3, $4)',
    [full.eventId, full.tenantId, full.name, JSON.stringify(full)],
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
    `insert into outbox (event_id, tenant_id, name, payload)
     select event_id, tenant_id, name, payload from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[])
       with ordinality as event (event_id, tenant_id, name, payload, place) order by place`,
    [
      rows.map(({ eventId }) => eventId),
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ name }) => name),
      rows.map((event) => JSON.stringify(event)),
    ],
  );
}

function withIdAndTime<Name extends DomainEventName>(event: NewEvent<Name>): DomainEvent<Name> {
  const { name, tenantId, correlationId, data } = event;
  return { eventId: randomUUID(), name, at: new Date().toISOString(), tenantId, correlationId, data };
}
