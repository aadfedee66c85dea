/** A campaign's pace is kept over a pause. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CampaignPace1700000000022 implements MigrationInterface {
  name = 'CampaignPace1700000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- When the next card may have its turn at the earliest, as known when the campaign last stood still; null: from turns_from on.
alter table campaign add column next_turn_at timestamptz;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign drop column next_turn_at');
  }
}
