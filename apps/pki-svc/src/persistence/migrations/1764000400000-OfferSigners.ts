/**
 * Certificates of the keys that offers of card updates are signed with. Not a kind of issuer: a copy of the release before makes a CRL for every
 * issuer that it does not know.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OfferSigners1764000400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table offer_signers (
         key_id text primary key references signing_keys,
         issuer_id text not null references issuers,
         certificate bytea not null,
         not_before timestamptz not null,
         not_after timestamptz not null
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table offer_signers');
  }
}
