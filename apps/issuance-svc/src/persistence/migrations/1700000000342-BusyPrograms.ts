/** [A13] Which programs held the card when its work stopped: they were in an English sentence alone. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BusyPrograms1700000000342 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request ADD COLUMN busy_programs text[]');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request DROP COLUMN busy_programs');
  }
}
