/**
 * How the feed of events takes over what a service has published. By a mark at each row and not by a place in the order of ids: an id is given when a row
 * is written and seen when its transaction ends, so that whoever goes on from the highest id that was seen leaves out what was committed later.
 */
import type { DataSource, EntityManager } from 'typeorm';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';

/** Of one round. */
export const collectedAtOnce = 100;

/** Oldest first. */
export async function uncollectedEvents(database: DataSource | EntityManager): Promise<DomainEvent[]> {
  const rows: { payload: DomainEvent }[] = await database.query(
    `select payload from outbox where collected_at is null and published_at is not null order by id limit ${collectedAtOnce}`,
  );
  return rows.map(({ payload }) => payload);
}

/** May be repeated. */
export async function markCollected(database: DataSource | EntityManager, eventIds: readonly string[]): Promise<void> {
  if (eventIds.length === 0) return;
  await database.query(
    'update outbox set collected_at = clock_timestamp() where event_id = any($1::uuid[]) and collected_at is null',
    [eventIds],
  );
}
