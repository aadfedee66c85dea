/**
 * The agents to which the vault has given a credential. It seals only to their session keys (custody/batch-secrets.ts). Older agents are
 * taken from the audit trail.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AgentKeys1764000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table agent_keys (
         agent_nkey text primary key,
         workstation_id text not null,
         tenant_id uuid not null,
         signed_at timestamptz not null default clock_timestamp()
       )`,
    );
    await runner.query(
      `insert into agent_keys (agent_nkey, workstation_id, tenant_id, signed_at)
         select distinct on (details->>'agentNkey')
           details->>'agentNkey', substring(object from '^workstation:(.*)$'), tenant_id, at
         from audit_log where action = 'agent-jwt.signed' and details ? 'agentNkey' and object like 'workstation:%'
         order by details->>'agentNkey', id desc`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table agent_keys');
  }
}
