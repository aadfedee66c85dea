/** Codes that agents show and people type (docs/decisions/0012), one for each workstation, and how often a session has tried. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BridgeTypedCode1700000000171 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE bridge_typed_code (
  workstation_id text PRIMARY KEY,
  code_sha256_hex text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL
);
ALTER TABLE web_session ADD code_tries integer NOT NULL DEFAULT 0, ADD code_tried_at timestamptz;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE web_session DROP code_tries, DROP code_tried_at');
    await runner.query('DROP TABLE bridge_typed_code');
  }
}
