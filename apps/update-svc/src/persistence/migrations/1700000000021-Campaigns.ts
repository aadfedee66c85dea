/** Campaigns: one row each, one for each of its cards, and what of a card their filters look at. Rows of before get that by the next rebuild. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Campaigns1700000000021 implements MigrationInterface {
  name = 'Campaigns1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table device_state
  add column model_id text,
  -- Why the record would refuse to have the card written.
  add column refused text,
  -- As issuance-svc exports them; null: an older one did not say which they are.
  add column certificates jsonb;
-- The campaign that asks for it: {campaignId, name}.
alter table due add column campaign jsonb;

create table campaign (
  campaign_id uuid primary key,
  tenant_id uuid not null,
  name text not null,
  filter jsonb not null,
  reason text not null,
  reason_text text,
  cards_per_hour integer not null check (cards_per_hour > 0),
  deadline timestamptz,
  state text not null check (state in ('running', 'paused', 'stopped', 'finished')),
  cards integer not null,
  -- The cards up to this place have had their turn before turns_from; from then on each of the others has one at its time. null: nobody has.
  turns_before integer not null,
  turns_from timestamptz,
  -- Raised with every change that makes other cards due: cards with a lower one are brought up to it.
  generation integer not null,
  -- What failed before was looked at by somebody.
  failures_from timestamptz not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  stop jsonb,
  history jsonb not null,
  unique (tenant_id, name),
  check ((state = 'stopped') = (stop is not null)),
  check ((state in ('running', 'finished')) = (turns_from is not null))
);
create index campaign_created on campaign (tenant_id, created_at desc, campaign_id desc);

create table campaign_card (
  campaign_id uuid not null references campaign,
  device_id uuid not null,
  -- From 1, in the order of the turns.
  place integer not null,
  -- The certificates that are made anew: [{keyReference, serialNumberHex}].
  certificates jsonb not null,
  state text not null check (state in ('waiting', 'updated', 'renewed-otherwise', 'failed', 'left')),
  code text,
  request_id uuid,
  ended_at timestamptz,
  generation integer not null,
  primary key (campaign_id, device_id)
);
create unique index campaign_card_place on campaign_card (campaign_id, place);
create index campaign_card_state on campaign_card (campaign_id, state, place, ended_at);
create index campaign_card_generation on campaign_card (campaign_id, generation) where state not in ('updated', 'renewed-otherwise');
create index campaign_card_device on campaign_card (device_id) where state not in ('updated', 'renewed-otherwise');
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table campaign_card, campaign;
alter table due drop column campaign;
alter table device_state drop column model_id, drop column refused, drop column certificates;
`);
  }
}
