/**
 * What agents say of themselves, for the list of workstations. No column of these is in an index, so that a report, which every agent makes every
 * few minutes, changes no index either; the room in each page is for that. 10,000 rows are sorted and searched without one.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WorkstationReports1700000000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE workstation
  ADD gone_at timestamptz,
  ADD reported_at timestamptz,
  ADD system text,
  ADD auto_update boolean,
  ADD auto_update_source text,
  ADD policy_problems integer,
  ADD reader_count integer,
  ADD card_count integer,
  ADD report jsonb;
ALTER TABLE workstation SET (fillfactor = 60);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE workstation RESET (fillfactor);
ALTER TABLE workstation DROP gone_at, DROP reported_at, DROP system, DROP auto_update, DROP auto_update_source, DROP policy_problems,
  DROP reader_count, DROP card_count, DROP report;
`);
  }
}
