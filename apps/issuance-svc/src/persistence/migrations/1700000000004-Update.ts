/** What an update needs: which keys of the card are made anew. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Update1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request ADD COLUMN key_references text[]');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request DROP COLUMN key_references');
  }
}
