/**
 * Updates of single keys: which key references a request replaces. Also an index for requests that wait (READY), because they are looked up
 * at every start of a saga.
 */
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
