/** First schema of update-svc: the device read model, its bookkeeping and the audit chain. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTables, dropAuditTables } from '@cardwright/service-kit/audit/audit-table';

export class Initial1700000000000 implements MigrationInterface {
  name = 'Initial1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table device_state (
      tenant_id uuid not null,
      identity_text text not null,
      device_id uuid not null,
      state text not null,
      person_id uuid,
      profile_name text,
      profile_version integer,
      expires_on date,
      earliest_not_after timestamptz,
      revision bigint not null,
      synced_at timestamptz not null default clock_timestamp(),
      primary key (tenant_id, identity_text)
    )`);
    await runner.query('create index device_state_synced on device_state (tenant_id, synced_at)');
    await runner.query(`create table read_model (
      tenant_id uuid primary key,
      rebuilt_at timestamptz,
      last_event_at timestamptz
    )`);
    await createAuditTables(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropAuditTables(runner);
    await runner.query('drop table read_model');
    await runner.query('drop table device_state');
  }
}
