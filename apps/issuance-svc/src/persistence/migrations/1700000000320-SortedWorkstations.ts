/**
 * The list of workstations by name, enrolment, version and policy, and that of sagas by their last change. When a workstation was seen last is in no
 * index: every report changes it (migration 140). Version and policy are in most reports what they were, and then no index is written.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SortedWorkstations1700000000320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX workstation_names ON workstation (tenant_id, name COLLATE names, workstation_id);
CREATE INDEX workstation_enrolled ON workstation (tenant_id, enrolled_at, workstation_id);
CREATE INDEX workstation_versions ON workstation (tenant_id,
  (regexp_replace(regexp_replace(agent_version, '(\\d+)', '0000000\\1', 'g'), '0*(\\d{8})', '\\1', 'g') COLLATE "C"), workstation_id);
CREATE INDEX workstation_policies ON workstation (tenant_id,
  (CASE WHEN policy_problems > 0 THEN '0' WHEN auto_update THEN '2' ELSE '1' END COLLATE "C"), workstation_id);
CREATE INDEX request_updated ON request (tenant_id, updated_at, request_id);
ANALYZE workstation, request;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP INDEX workstation_names, workstation_enrolled, workstation_versions, workstation_policies, request_updated`,
    );
  }
}
