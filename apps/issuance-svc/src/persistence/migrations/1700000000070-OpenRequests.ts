/** An index over the unfinished requests of every tenant. Background work reads them again and again, among millions of finished ones. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OpenRequests1700000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX request_open ON request (request_id)
  WHERE state IN ('IN_PROGRESS', 'AWAITING_USER', 'INTERRUPTED', 'FAILED', 'CANCELLING');
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX request_open');
  }
}
