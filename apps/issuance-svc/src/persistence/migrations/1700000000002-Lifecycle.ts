/**
 * Rows for revocation, suspension and resumption: which durable jobs were started and how far their clocks are, and the status that the CA
 * is to give a certificate that a suspension held (model.md section 1: a certificate that was on hold before stays on hold).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Lifecycle1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE revocation
  ADD COLUMN urgent boolean NOT NULL DEFAULT false,
  ADD COLUMN started_at timestamptz,
  ADD COLUMN half_told_at timestamptz,
  ADD COLUMN overdue_told_at timestamptz;

CREATE TABLE certificate_hold (
  issuer_id text NOT NULL,
  serial_number_hex text NOT NULL,
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES device,
  wanted text NOT NULL CHECK (wanted IN ('held', 'good')),
  -- Numbers every wish, so that a late one is told from the newest here and at the CA.
  sequence integer NOT NULL,
  settled_sequence integer NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  last_error_code text,
  correlation_id text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  settled_at timestamptz,
  PRIMARY KEY (issuer_id, serial_number_hex)
);
CREATE INDEX certificate_hold_open ON certificate_hold (requested_at) WHERE settled_sequence < sequence;
CREATE INDEX certificate_hold_device ON certificate_hold (device_id);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TABLE certificate_hold;
ALTER TABLE revocation DROP COLUMN urgent, DROP COLUMN started_at, DROP COLUMN half_told_at, DROP COLUMN overdue_told_at;
`);
  }
}
