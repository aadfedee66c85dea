/** How often the vault has signed for a relying party to have its policy read, for no card. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PolicyAssertions1764001510000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table policy_assertions (
         relying_party text primary key,
         -- Of the hour that began then.
         signed integer not null,
         since timestamptz not null
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table policy_assertions');
  }
}
