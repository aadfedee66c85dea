/** When somebody proved who they are, and which browser it was, for "log out everywhere" and fresh sign-ins (docs/decisions/0007). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SessionFacts1700000000180 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE web_session
  ADD COLUMN authenticated_at timestamptz,
  ADD COLUMN browser text,
  ADD COLUMN system text;
CREATE INDEX web_session_of_person ON web_session (tenant_id, iss, sub) WHERE ended_at IS NULL;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP INDEX web_session_of_person;
ALTER TABLE web_session DROP COLUMN authenticated_at, DROP COLUMN browser, DROP COLUMN system;
`);
  }
}
