/** What holders were reminded of by mail: once for each offer, kind and deadline. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OfferMails1700000000030 implements MigrationInterface {
  name = 'OfferMails1700000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table offer_mail (
  offer_id uuid not null references offer,
  kind text not null check (kind in ('due-soon', 'last-day')),
  deadline timestamptz not null,
  asked_at timestamptz not null,
  primary key (offer_id, kind, deadline)
);
create index offer_open_deadline on offer (deadline) where ended_at is null and deadline is not null;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index offer_open_deadline; drop table offer_mail');
  }
}
