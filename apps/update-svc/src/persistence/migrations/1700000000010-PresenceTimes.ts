/** When a card was put in, as reported: what failed for want of it before is not waited out. Rows of before do not say. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PresenceTimes1700000000010 implements MigrationInterface {
  name = 'PresenceTimes1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table presence add column reported_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table presence drop column reported_at');
  }
}
