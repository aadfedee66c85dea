/**
 * PUKs that a card refused since one of its PUKs was proved (custody/wrong-puks.ts). By version of the key set, 0 for the value of the stock
 * batch: which of them is current or pending changes, what was presented does not.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WrongPuks1764000600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table wrong_puks (
         device_id text not null,
         key_set_version integer not null check (key_set_version >= 0),
         tenant_id uuid not null,
         noted_at timestamptz not null default clock_timestamp(),
         primary key (device_id, key_set_version)
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table wrong_puks');
  }
}
