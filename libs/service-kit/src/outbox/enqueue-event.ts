/** Writes a domain event into the outbox, inside the caller's transaction: one INSERT. Publishing is outbox-publisher.ts. */
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
  const { name, tenantId, correlationId, data } = event;
  const full: DomainEvent<Name> = {
    eventId: randomUUID(),
    name,
    at: new Date().toISOString(),
    tenantId,
    correlationId,
    data,
  };
  await preparedIn(
    manager,
    'enqueue-event',
    'insert into outbox (event_id, tenant_id, name, payload) values ($1, $2, $3, $4)',
    [full.eventId, tenantId, name, JSON.stringify(full)],
  );
  return full;
}
