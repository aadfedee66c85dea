/** Versions of credential profiles that another person approves before they are published. What was proposed never changes. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProfileProposals1700000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE profile_proposal (
  proposal_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  definition jsonb NOT NULL,
  sha256_hex text NOT NULL,
  based_on_version integer,
  reason text NOT NULL,
  proposed_by text NOT NULL,
  proposer_identity text NOT NULL,
  proposer_person_id uuid,
  proposed_at timestamptz NOT NULL DEFAULT now(),
  decision text CHECK (decision IN ('approved', 'declined')),
  decided_by text,
  decided_at timestamptz,
  decision_reason text,
  version integer,
  CHECK ((decision IS NULL) = (decided_at IS NULL)),
  CHECK ((version IS NOT NULL) = (coalesce(decision, '') = 'approved'))
);
CREATE INDEX profile_proposal_list ON profile_proposal (tenant_id, proposed_at DESC, proposal_id DESC);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE profile_proposal;`);
  }
}
