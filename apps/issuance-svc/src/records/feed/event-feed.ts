/**
 * The feed of events as integrators read it (docs/events.md). Numbers are given by whoever holds the one row of the state, and seen when it is given back:
 * who has read to one number misses nothing below it, however the transactions overlapped in which things happened.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import {
  feedEventOf,
  type FeedEventType,
  feedKeptDays,
  type FeedPage,
  type FeedRequest,
  isFeedEvent,
} from '@cardwright/contracts/nats/event-feed';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { decodeCursor, encodeCursor, pageLimit } from '../../persistence/page.js';

/** Swept at once: a feed that was long not swept is not locked for long. */
const sweptAtOnce = 5_000;

interface Row {
  last_sequence: string;
  swept_through: string;
  sequence: string | null;
  payload: DomainEvent<FeedEventType> | null;
}

@Injectable()
export class EventFeed {
  constructor(private readonly database: DataSource) {}

  /** Throws REQUEST_INVALID for a cursor that is none of ours, REQUEST_CURSOR_GONE {keptDays}. */
  async page(tenantId: string, { after, type, limit: asked }: FeedRequest): Promise<FeedPage> {
    const limit = pageLimit(asked);
    const newest = after === 'newest';
    const cursor = newest ? null : decodeCursor(after, (id) => /^\d{1,18}$/.test(id));
    const rows: Row[] = await this.database.query(pageSql, [
      ...[tenantId, newest, cursor, limit],
      type === undefined ? null : [type].flat(),
    ]);
    const [{ last_sequence: last, swept_through: swept }] = rows as [Row];
    // One that is ahead is of a database that was put back since: what it has seen is not what is here.
    if (cursor !== null && (BigInt(cursor) < BigInt(swept) || BigInt(cursor) > BigInt(last)))
      throw new CardwrightError('REQUEST_CURSOR_GONE', undefined, { keptDays: feedKeptDays });
    const found = rows.flatMap(({ payload }) => (payload === null ? [] : [feedEventOf(payload)]));
    return { rows: found, nextCursor: encodeCursor(found.length === limit ? rows.at(-1)!.sequence! : last) };
  }

  /** Those that are not in it yet, in this order, in a transaction of the caller that holds the feed. Returns how many. */
  async append(manager: EntityManager, events: readonly DomainEvent[]): Promise<number> {
    const shown = events.filter(isFeedEvent);
    if (shown.length === 0) return 0;
    const [added]: [{ count: number }] = await manager.query(appendSql, [
      shown.map(({ eventId }) => eventId),
      shown.map(({ tenantId }) => tenantId),
      shown.map(({ name }) => name),
      shown.map((event) => JSON.stringify(event)),
    ]);
    await manager.query('UPDATE event_feed_state SET last_sequence = last_sequence + $1', [added.count]);
    return added.count;
  }

  /** False: another copy holds it. Until the end of the transaction. */
  async hold(manager: EntityManager): Promise<boolean> {
    const held: unknown[] = await manager.query('SELECT one FROM event_feed_state FOR UPDATE SKIP LOCKED');
    return held.length > 0;
  }

  /** Takes out what is older than it is kept, in a transaction that holds the feed. True: there is more. */
  async sweep(manager: EntityManager): Promise<boolean> {
    const [swept]: [{ count: number; newest: string | null }] = await manager.query(sweepSql);
    if (swept.newest !== null)
      await manager.query('UPDATE event_feed_state SET swept_through = $1::bigint', [swept.newest]);
    return swept.count === sweptAtOnce;
  }
}

/** One statement, so that state and events are of one moment. */
const pageSql = `
  SELECT state.last_sequence, state.swept_through, event.sequence, event.payload
  FROM event_feed_state state LEFT JOIN LATERAL (
    SELECT sequence, payload FROM event_feed
    WHERE tenant_id = $1 AND ($5::text[] IS NULL OR type = ANY($5))
      AND sequence > CASE WHEN $2::boolean THEN state.last_sequence ELSE coalesce($3::bigint, state.swept_through) END
    ORDER BY sequence LIMIT $4) AS event ON true
  ORDER BY event.sequence`;

const appendSql = `
  WITH given AS (
    SELECT event_id, tenant_id, type, payload, place
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[]) WITH ORDINALITY AS given (event_id, tenant_id, type, payload, place)
    WHERE NOT EXISTS (SELECT FROM event_feed WHERE event_feed.event_id = given.event_id)),
  added AS (
    INSERT INTO event_feed (sequence, event_id, tenant_id, type, payload)
    SELECT last_sequence + row_number() OVER (ORDER BY place), event_id, tenant_id, type, payload FROM given, event_feed_state
    RETURNING sequence)
  SELECT count(*)::int4 AS count FROM added`;

const sweepSql = `
  WITH oldest AS (SELECT sequence, recorded_at FROM event_feed ORDER BY sequence LIMIT ${sweptAtOnce}),
  swept AS (
    DELETE FROM event_feed USING oldest
    WHERE event_feed.sequence = oldest.sequence AND oldest.recorded_at < clock_timestamp() - interval '${feedKeptDays} days'
    RETURNING event_feed.sequence)
  SELECT count(*)::int4 AS count, max(sequence) AS newest FROM swept`;
