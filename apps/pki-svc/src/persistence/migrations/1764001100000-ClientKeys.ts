/** Certificates of the keys that the vault signs client assertions with, for each relying party and the application there. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ClientKeys1764001100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table client_keys (
         key_id text primary key references signing_keys,
         relying_party text not null,
         client_id text not null,
         issuer_id text not null references issuers,
         certificate bytea not null,
         not_before timestamptz not null,
         not_after timestamptz not null
       )`,
    );
    await runner.query('create index on client_keys (relying_party, client_id, not_after)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table client_keys');
  }
}
