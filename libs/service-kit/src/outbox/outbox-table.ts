/**
 * Domain events wait here, written in the transaction that causes them, until the publisher has given them to JetStream.
 * Each service's first migration calls `createOutboxTable`.
 */
import type { DataSource, QueryRunner } from 'typeorm';

export async function createOutboxTable(runner: QueryRunner): Promise<void> {
  for (const statement of up) await runner.query(statement);
}

export async function dropOutboxTable(runner: QueryRunner): Promise<void> {
  await runner.query('drop table outbox');
}

/** What the feed of events has taken over is marked. Every service with an outbox calls it in a later migration. */
export async function addCollected(runner: QueryRunner): Promise<void> {
  await runner.query('alter table outbox add column collected_at timestamptz');
  await runner.query('create index outbox_uncollected on outbox (id) where collected_at is null');
}

export async function dropCollected(runner: QueryRunner): Promise<void> {
  await runner.query('alter table outbox drop column collected_at');
}

/** Published rows are of use for a week of looking back, no longer; what the feed has not taken over waits for it. */
export async function sweepOutbox(database: DataSource): Promise<void> {
  await database.query(
    `delete from outbox where published_at < clock_timestamp() - interval '7 days' and collected_at is not null`,
  );
}

const up = [
  `create table outbox (
     id bigint generated always as identity primary key,
     event_id uuid not null unique,
     tenant_id uuid not null,
     name text not null,
     payload jsonb not null,
     created_at timestamptz not null default clock_timestamp(),
     published_at timestamptz
   )`,
  'create index outbox_unpublished on outbox (id) where published_at is null',
  'create index outbox_published on outbox (published_at) where published_at is not null',
];
