/** Beside each sentence about a saga its code and values, from which other languages are made. Rows of before have none, and are English. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SaidInCodes1700000000350 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE request ADD COLUMN said jsonb, ADD COLUMN error_said jsonb;
ALTER TABLE saga_progress ADD COLUMN said jsonb;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE saga_progress DROP COLUMN said;
ALTER TABLE request DROP COLUMN error_said, DROP COLUMN said;
`);
  }
}
