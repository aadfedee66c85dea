/**
 * Agent keys that are to be cut off: a row is the intent, the vault carries it out however long it is away. Written in the transaction
 * that takes a key out of use (a workstation enrolled anew, a workstation revoked).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AgentRevocation1700000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE agent_revocation (
  agent_nkey text PRIMARY KEY,
  tenant_id uuid NOT NULL,
  workstation_id text NOT NULL REFERENCES workstation,
  correlation_id text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  last_error_code text,
  done_at timestamptz
);
CREATE INDEX agent_revocation_open ON agent_revocation (requested_at) WHERE done_at IS NULL;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE agent_revocation');
  }
}
