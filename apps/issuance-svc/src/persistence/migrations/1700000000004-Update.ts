/** What an update needs: which keys of the card are made anew. And which requests wait (READY), looked for all the time. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Update1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE request ADD COLUMN key_references text[];
CREATE INDEX request_ready ON request (device_id) WHERE state = 'READY';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX request_ready; ALTER TABLE request DROP COLUMN key_references');
  }
}
