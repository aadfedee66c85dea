/** Beside the sentence of a finding its code and values, from which other languages are made. Rows of before have none, and are English. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SaidFindings1700000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE finding ADD COLUMN said jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE finding DROP COLUMN said');
  }
}
