/** Where browsers of a person were before, found without reading all sessions of a month (docs/decisions/0012). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WhereSessionsWere1700000000240 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX web_session_paired ON web_session (tenant_id, iss, sub, paired_at) WHERE paired_workstation_id IS NOT NULL;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX web_session_paired;');
  }
}
