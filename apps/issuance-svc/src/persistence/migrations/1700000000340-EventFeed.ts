/**
 * The feed of events: what every service published, in one order that issuance-svc gives (`records/feed`). The one row of the state is locked by whoever
 * appends, so that numbers become visible in their order and without gaps.
 */
import { addCollected, dropCollected } from '@cardwright/service-kit/outbox/outbox-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EventFeed1700000000340 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addCollected(runner);
    await runner.query(`
CREATE TABLE event_feed (
  sequence bigint PRIMARY KEY,
  event_id uuid NOT NULL UNIQUE,
  tenant_id uuid NOT NULL,
  type text NOT NULL,
  payload jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX event_feed_type ON event_feed (type, sequence);
CREATE TABLE event_feed_state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Of the newest event that ever was in the feed, and of the newest that was swept out of it; 0: none.
  last_sequence bigint NOT NULL DEFAULT 0,
  swept_through bigint NOT NULL DEFAULT 0
);
INSERT INTO event_feed_state DEFAULT VALUES;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE event_feed_state; DROP TABLE event_feed;`);
    await dropCollected(runner);
  }
}
