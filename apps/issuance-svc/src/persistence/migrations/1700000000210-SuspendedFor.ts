/** Why a card is suspended. Cards that are suspended already have no reason here; the audit trail has it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SuspendedFor1700000000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE device ADD COLUMN suspended_for jsonb NOT NULL DEFAULT '[]';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE device DROP COLUMN suspended_for;`);
  }
}
