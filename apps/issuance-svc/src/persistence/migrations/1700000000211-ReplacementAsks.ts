/** What holders ask for: a new card in the place of one of theirs. One open ask of a person for a card; what was decided stays. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReplacementAsks1700000000211 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE replacement_ask (
  ask_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES device,
  person_id uuid NOT NULL REFERENCES person,
  reason text NOT NULL,
  reason_text text,
  asked_at timestamptz NOT NULL DEFAULT now(),
  decision text CHECK (decision IN ('accepted', 'declined', 'withdrawn')),
  decided_at timestamptz,
  decision_reason text,
  CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE UNIQUE INDEX replacement_ask_open ON replacement_ask (device_id, person_id) WHERE decision IS NULL;
CREATE INDEX replacement_ask_latest ON replacement_ask (device_id, asked_at DESC);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE replacement_ask;`);
  }
}
