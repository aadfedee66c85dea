/** Sign-ins with the card between the handshake and the browser's return (docs/decisions/0014), and how a session was signed in. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CardSignIn1700000000220 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE card_sign_in (
  code_sha256_hex text PRIMARY KEY,
  tenant_id uuid NOT NULL,
  challenge text NOT NULL,
  device_id uuid NOT NULL,
  serial_number_hex text NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX card_sign_in_over ON card_sign_in (expires_at);
ALTER TABLE web_session ADD COLUMN amr text[];
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE web_session DROP COLUMN amr;
DROP TABLE card_sign_in;
`);
  }
}
