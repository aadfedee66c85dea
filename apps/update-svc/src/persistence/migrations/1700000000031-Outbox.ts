/** What becomes of offers is written here for the feed of events, which issuance-svc keeps. */
import { addCollected, createOutboxTable, dropOutboxTable } from '@cardwright/service-kit/outbox/outbox-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Outbox1700000000031 implements MigrationInterface {
  name = 'Outbox1700000000031';

  async up(runner: QueryRunner): Promise<void> {
    await createOutboxTable(runner);
    await addCollected(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropOutboxTable(runner);
  }
}
