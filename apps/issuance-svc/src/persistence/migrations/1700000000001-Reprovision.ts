/**
 * Columns and tables for reprovision, PIN reset and the life of an issued card: the written reason of a request, whether the loss of the
 * old 9D key was accepted, who is approved for issuance, and the revocations that are due (F08).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reprovision1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE request ADD COLUMN reason_text text, ADD COLUMN accept_history_loss boolean NOT NULL DEFAULT false;
ALTER TABLE person ADD COLUMN approved boolean NOT NULL DEFAULT true;

CREATE TABLE revocation (
  issuer_id text NOT NULL,
  serial_number_hex text NOT NULL,
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES device,
  key_reference text NOT NULL,
  reason text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  last_error_code text,
  correlation_id text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL,
  done_at timestamptz,
  PRIMARY KEY (issuer_id, serial_number_hex)
);
CREATE INDEX revocation_open ON revocation (requested_at) WHERE done_at IS NULL;
CREATE INDEX revocation_device ON revocation (device_id);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TABLE revocation;
ALTER TABLE person DROP COLUMN approved;
ALTER TABLE request DROP COLUMN reason_text, DROP COLUMN accept_history_loss;
`);
  }
}
