/** The signature of what is offered for a card now. One row per card: the next offer takes its place. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OfferSignatures1700000000005 implements MigrationInterface {
  name = 'OfferSignatures1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table offer_signature (
  tenant_id uuid not null,
  device_id uuid not null,
  -- SHA-256 of what was signed, without its times.
  content_sha256 bytea not null,
  signed_offer text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, device_id)
);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table offer_signature');
  }
}
