/**
 * How the feed of events takes over what a service has published. By a mark at each row and not by a place in the order of ids: an id is given when a row
 * is written and seen when its transaction ends, so that whoever goes on from the highest id that was seen leaves out what was committed later.
 */
import type { DataSource, EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { isUuid } from '@cardwright/contracts/uuid';
import { onlyInEnglish } from '@cardwright/contracts/said';

/** Of one answer of another service. */
const askedAtOnce = 100;

/** Oldest first. */
export async function uncollectedEvents(
  database: DataSource | EntityManager,
  atMost = askedAtOnce,
): Promise<DomainEvent[]> {
  const rows: { payload: DomainEvent }[] = await database.query(
    'select payload from outbox where collected_at is null and published_at is not null order by id limit $1',
    [atMost],
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

/**
 * The answer to issuance-svc, which keeps the feed; at least once: what is not marked comes again. have: ids of events that are in the feed now. Throws
 * REQUEST_INVALID {field}.
 */
export async function eventsForFeed(database: DataSource, have: readonly string[]): Promise<DomainEvent[]> {
  if (!Array.isArray(have) || have.length > askedAtOnce || !have.every(isUuid))
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('no such events'), { field: 'have' });
  await markCollected(database, have);
  return uncollectedEvents(database);
}
