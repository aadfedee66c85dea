/** What happened to certificates is taken over into the feed of events, which issuance-svc keeps. */
import { addCollected, dropCollected } from '@cardwright/service-kit/outbox/outbox-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EventFeed1764001000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addCollected(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropCollected(runner);
  }
}
