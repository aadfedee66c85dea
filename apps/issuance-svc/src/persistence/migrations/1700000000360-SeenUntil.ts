/**
 * The list of workstations by when each was seen last, from an index. `seen_until` is one time beyond all others while an agent is there, whatever it
 * reports, so that a report writes no index; it changes when an agent comes or goes. One that falls silent goes by what is written for it
 * (records/workstations/silent-agents.ts).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SeenUntil1700000000360 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE workstation ADD COLUMN seen_until timestamptz GENERATED ALWAYS AS (
  CASE WHEN last_seen_at > coalesce(gone_at, '-infinity'::timestamptz) AND agent_nkey IS NOT NULL AND revoked_at IS NULL
    THEN '2200-01-01 00:00:00+00'::timestamptz ELSE last_seen_at END) STORED;
CREATE INDEX workstation_seen_until ON workstation (tenant_id, seen_until, workstation_id);
ANALYZE workstation;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE workstation DROP COLUMN seen_until`);
  }
}
