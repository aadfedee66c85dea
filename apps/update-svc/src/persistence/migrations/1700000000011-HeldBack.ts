/** Why something due is not offered. Rows of before get it by the next rebuild, which newer rules ask for (kinds/kinds.ts). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HeldBack1700000000011 implements MigrationInterface {
  name = 'HeldBack1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table due
  -- A code of the error catalogue; null: nothing holds it back.
  add column held_back text;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table due drop column held_back');
  }
}
