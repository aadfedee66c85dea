/**
 * The owner of each agent key: a key belongs to one workstation for ever. Older workstations may share a key. Then it belongs to the
 * workstation that had it first; the others keep using it until they enrol again, and revoking them does not revoke the key.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AgentKey1700000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE agent_key (
  agent_nkey text PRIMARY KEY,
  tenant_id uuid NOT NULL,
  workstation_id text NOT NULL REFERENCES workstation,
  enrolled_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO agent_key (agent_nkey, tenant_id, workstation_id, enrolled_at)
  SELECT DISTINCT ON (agent_nkey) agent_nkey, tenant_id, workstation_id, coalesce(enrolled_at, created_at)
  FROM workstation WHERE agent_nkey IS NOT NULL
  ORDER BY agent_nkey, coalesce(enrolled_at, created_at), workstation_id;
INSERT INTO agent_key (agent_nkey, tenant_id, workstation_id, enrolled_at)
  SELECT agent_nkey, tenant_id, workstation_id, requested_at FROM agent_revocation
  ON CONFLICT (agent_nkey) DO NOTHING;
CREATE INDEX workstation_agent_nkey ON workstation (agent_nkey);
CREATE INDEX enrolment_code_hash ON enrolment_code (code_sha256_hex);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX enrolment_code_hash; DROP INDEX workstation_agent_nkey; DROP TABLE agent_key`);
  }
}
