/** A service's database with audit and outbox tables and nothing else, on a throw-away Postgres. */
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTables, dropAuditTables } from '@cardwright/service-kit/audit/audit-table';
import { createServiceDataSource, MigrationError } from '@cardwright/service-kit/database/data-source';
import { addCollected, createOutboxTable, dropOutboxTable } from '@cardwright/service-kit/outbox/outbox-table';
import { waitFor } from '@cardwright/service-kit/waiting/wait-for';
import type { TestDatabase } from '@cardwright/testing/postgres';

export class Initial1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createAuditTables(runner);
    await createOutboxTable(runner);
    await addCollected(runner);
  }
  async down(runner: QueryRunner): Promise<void> {
    await dropOutboxTable(runner);
    await dropAuditTables(runner);
  }
}

/** Waits for its server as a service does when it starts. */
export const openSpecDatabase = (
  database: TestDatabase,
  migrations: (new () => MigrationInterface)[] = [Initial1700000000000],
): Promise<DataSource> =>
  waitFor(
    () =>
      createServiceDataSource({
        schema: database.schema,
        entities: [],
        migrations,
        env: { DATABASE_URL: database.url },
      }),
    { what: 'Postgres', log: () => undefined, giveUp: (error) => error instanceof MigrationError },
  );
