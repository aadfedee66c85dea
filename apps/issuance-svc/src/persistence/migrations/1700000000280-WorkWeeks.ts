/**
 * How work on cards went, week by week, as `records/requests/work-weeks.ts` adds it up: the start page reads these rows, and never all requests.
 * A row counts requests of one kind, outcome and length; people and profiles are in it only as far as scopes ask for them.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WorkWeeks1700000000280 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE work_week (
  tenant_id uuid NOT NULL,
  -- A Monday, UTC.
  week date NOT NULL,
  type text NOT NULL,
  of_person boolean NOT NULL,
  organizational_unit text,
  profile_name text,
  completed boolean NOT NULL,
  -- From begin to end, in two significant digits.
  seconds integer NOT NULL,
  count integer NOT NULL
);
CREATE INDEX work_week_page ON work_week (tenant_id, week);
CREATE TABLE work_weeks_added_up (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- What ended before then is in work_week; null: nothing is.
  until timestamptz
);
INSERT INTO work_weeks_added_up DEFAULT VALUES;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE work_weeks_added_up; DROP TABLE work_week;`);
  }
}
