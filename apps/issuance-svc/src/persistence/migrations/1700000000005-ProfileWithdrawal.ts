/** Profiles that were withdrawn: beside the versions, which never change. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProfileWithdrawal1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE profile_withdrawal (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  withdrawn_at timestamptz NOT NULL DEFAULT now(),
  withdrawn_by text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (tenant_id, name)
)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE profile_withdrawal');
  }
}
