/** Sessions of browsers: what makes a sign-out final, on every copy of the gateway and over its restarts (docs/decisions/0007). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WebSession1700000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE web_session (
  session_sha256_hex text PRIMARY KEY,
  tenant_id uuid NOT NULL,
  iss text NOT NULL,
  sub text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  idle_seconds integer NOT NULL CHECK (idle_seconds > 0),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX web_session_expires ON web_session (expires_at);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE web_session');
  }
}
