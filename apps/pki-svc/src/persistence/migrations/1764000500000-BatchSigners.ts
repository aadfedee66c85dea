/**
 * Certificates of the keys that batches of card steps are signed with. A table of their own beside offer_signers: a copy of the release before would
 * sign offers with the newest key that it finds there.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BatchSigners1764000500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table batch_signers (
         key_id text primary key references signing_keys,
         issuer_id text not null references issuers,
         certificate bytea not null,
         not_before timestamptz not null,
         not_after timestamptz not null
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table batch_signers');
  }
}
