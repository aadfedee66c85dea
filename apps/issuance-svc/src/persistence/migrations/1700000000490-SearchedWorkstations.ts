/**
 * Workstations are found by a part of what stands in them, without reading all: as people and cards are (migration 270). Those of a group too. Workstations
 * come seldom: without a list of pending entries (`fastupdate`) no search reads it, which takes longer than the search.
 */
import { trigramsOf } from '@cardwright/service-kit/database/text-search';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SearchedWorkstations1700000000490 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE workstation ADD COLUMN searched text GENERATED ALWAYS AS (
  lower(name || ' ' || workstation_id || coalesce(' ' || system, ''))) STORED;
CREATE INDEX workstation_searched ON workstation USING gin (${trigramsOf('searched')}) WITH (fastupdate = off);
CREATE INDEX workstation_groups ON workstation (tenant_id, group_name);
ANALYZE workstation;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX workstation_groups; ALTER TABLE workstation DROP COLUMN searched');
  }
}
