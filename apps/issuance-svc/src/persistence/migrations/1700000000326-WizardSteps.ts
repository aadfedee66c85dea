/** The step of a wizard that a browser of a person shows now. A row lives for as long as the page tells it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WizardSteps1700000000326 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE wizard_step (
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  -- Empty: asked by a token, not by a browser.
  session_sha256_hex text NOT NULL,
  tenant_id uuid NOT NULL,
  wizard text NOT NULL,
  step text NOT NULL,
  says text,
  problem text,
  request_id uuid,
  workstation_id text,
  since timestamptz NOT NULL,
  told_at timestamptz NOT NULL,
  -- Whoever was shown it: each is in the audit once.
  seen_by text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (person_id, session_sha256_hex)
);
CREATE INDEX wizard_step_told ON wizard_step (told_at);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE wizard_step');
  }
}
