/** What is due, one open offer per card, where cards are, and how sagas ended. Rows of before get what they lack by the next rebuild. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Offers1700000000001 implements MigrationInterface {
  name = 'Offers1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table device_state
  add column label text,
  add column pin text,
  add column active_request_id uuid,
  -- The earliest of what is due for it and is offered; null: nothing, ever. All that an update check reads.
  add column due_from timestamptz;
create index device_state_device on device_state (tenant_id, device_id);
-- By which version of the rules the rows were made.
alter table read_model add column rules integer;

create table due (
  tenant_id uuid not null,
  device_id uuid not null,
  kind text not null,
  key_references text[] not null,
  cause text not null,
  due_at timestamptz not null,
  deadline timestamptz,
  urgency text not null,
  -- false: a hint for the operator.
  offered boolean not null,
  primary key (tenant_id, device_id, kind, key_references)
);

create table offer (
  offer_id uuid primary key,
  tenant_id uuid not null,
  device_id uuid not null,
  device_label text not null,
  person_id uuid,
  state text not null check (state in ('offered', 'accepted', 'postponed', 'withdrawn', 'superseded', 'done')),
  kind text not null,
  causes jsonb not null,
  deadline timestamptz,
  offered_at timestamptz not null,
  -- Where it was shown last, and how long it is kept from others.
  workstation_id text,
  reader_name text,
  leased_until timestamptz,
  until timestamptz,
  postponements jsonb not null default '[]',
  accepted_at timestamptz,
  request_id uuid,
  outcome text,
  ended_at timestamptz,
  check ((state = 'postponed') = (until is not null)),
  check ((state in ('withdrawn', 'superseded', 'done')) = (ended_at is not null))
);
create unique index offer_open on offer (tenant_id, device_id) where state in ('offered', 'accepted', 'postponed');
create index offer_device on offer (tenant_id, device_id, offered_at desc, offer_id);
create index offer_request on offer (request_id) where request_id is not null;

-- When a card is looked at next: the next of what becomes due, the end of a postponement, the end of an acceptance.
create table device_timer (
  tenant_id uuid not null,
  device_id uuid not null,
  at timestamptz not null,
  primary key (tenant_id, device_id)
);
create index device_timer_at on device_timer (at);

create table presence (
  tenant_id uuid not null,
  workstation_id text not null,
  reader_name text not null,
  identity_text text not null,
  primary key (tenant_id, workstation_id, reader_name)
);
create index presence_card on presence (tenant_id, identity_text);

create table saga_run (
  tenant_id uuid not null,
  request_id uuid not null,
  device_id uuid not null,
  type text not null,
  started_at timestamptz,
  ended_at timestamptz,
  state text,
  primary key (tenant_id, request_id)
);
create index saga_run_ended on saga_run (tenant_id, type, ended_at);
create index saga_run_device on saga_run (tenant_id, device_id, ended_at);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table saga_run, presence, device_timer, offer, due;
alter table read_model drop column rules;
drop index device_state_device;
alter table device_state drop column label, drop column pin, drop column active_request_id, drop column due_from;
`);
  }
}
