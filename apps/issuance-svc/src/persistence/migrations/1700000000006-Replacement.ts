/**
 * Replacements (model.md sections 1 and 3): which card stands, or will stand, for which other one. The request of the old card is the
 * order; this row is what binds the two cards, beyond the end of that request.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Replacement1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE replacement (
  request_id uuid PRIMARY KEY REFERENCES request,
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES device,
  kind text NOT NULL CHECK (kind IN ('temporary', 'permanent')),
  reason text NOT NULL,
  -- This replacement suspended the old card, so that its end gives it back.
  suspended boolean NOT NULL DEFAULT false,
  successor_device_id uuid REFERENCES device CHECK (successor_device_id <> device_id),
  requested_at timestamptz NOT NULL DEFAULT now(),
  activated_at timestamptz,
  ended_at timestamptz,
  CHECK (activated_at IS NULL OR successor_device_id IS NOT NULL)
);
CREATE UNIQUE INDEX replacement_open ON replacement (device_id) WHERE activated_at IS NULL AND ended_at IS NULL;
-- A card stands for one other card at most.
CREATE UNIQUE INDEX replacement_successor ON replacement (successor_device_id) WHERE ended_at IS NULL;
CREATE INDEX replacement_device ON replacement (device_id);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE replacement');
  }
}
