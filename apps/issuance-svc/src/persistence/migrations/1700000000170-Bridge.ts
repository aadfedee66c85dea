/**
 * The workstation bridge (docs/decisions/0012): challenges that browsers asked for, and at which workstation the browser of a session is. The pairing
 * is a part of the session, and ends with it.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Bridge1700000000170 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE bridge_challenge (
  jti_sha256_hex text PRIMARY KEY,
  session_sha256_hex text NOT NULL REFERENCES web_session ON DELETE CASCADE,
  made_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  workstation_id text,
  answered_at timestamptz,
  code_sha256_hex text UNIQUE,
  refused text,
  used_at timestamptz
);
CREATE INDEX bridge_challenge_made ON bridge_challenge (made_at);
CREATE INDEX bridge_challenge_session ON bridge_challenge (session_sha256_hex, made_at);
ALTER TABLE web_session ADD paired_workstation_id text, ADD paired_at timestamptz;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE web_session DROP paired_workstation_id, DROP paired_at');
    await runner.query('DROP TABLE bridge_challenge');
  }
}
