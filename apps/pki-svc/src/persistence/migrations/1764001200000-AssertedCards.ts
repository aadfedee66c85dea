/** The cards for which the vault has signed a registration at a relying party, and how often it has signed for the deletion of what came of it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AssertedCards1764001200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table asserted_cards (
         relying_party text not null,
         device_id text not null,
         asserted_at timestamptz not null,
         -- Of the hour that began then.
         deletions integer not null default 0,
         deletions_since timestamptz,
         primary key (relying_party, device_id)
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table asserted_cards');
  }
}
