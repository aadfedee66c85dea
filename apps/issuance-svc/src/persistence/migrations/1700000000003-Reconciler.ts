/**
 * What the reconciler and the orphan sweeper found (F06), when their rounds ran last, and the APDU traces of sagas (F05). A finding
 * is open until it is not seen any more; an open one of the same kind and subject stands once.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reconciler1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE finding (
  finding_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  device_id uuid REFERENCES device,
  code text NOT NULL,
  subject text NOT NULL,
  severity text NOT NULL,
  sentence text NOT NULL,
  remedy text NOT NULL,
  command text,
  found_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  cleared_at timestamptz
);
CREATE UNIQUE INDEX finding_open ON finding (tenant_id, coalesce(device_id::text, ''), code, subject)
  WHERE cleared_at IS NULL;
CREATE INDEX finding_device ON finding (device_id);
CREATE INDEX finding_page ON finding (tenant_id, found_at DESC, finding_id);

CREATE TABLE reconciliation_round (
  name text PRIMARY KEY,
  last_at timestamptz NOT NULL
);
CREATE INDEX request_finished ON request (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE apdu_trace (
  request_id uuid NOT NULL REFERENCES request,
  batch_id text NOT NULL,
  tenant_id uuid NOT NULL,
  workstation_id text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  trace jsonb NOT NULL,
  PRIMARY KEY (request_id, batch_id)
);
CREATE INDEX apdu_trace_at ON apdu_trace (at);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TABLE apdu_trace, reconciliation_round, finding;
DROP INDEX request_finished;
`);
  }
}
