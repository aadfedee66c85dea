/** Roll-outs of profile versions in rings: one row each, one for each of its cards, and what waits for its ring. Versions of before are due as they were. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Rollouts1700000000020 implements MigrationInterface {
  name = 'Rollouts1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- The newest version of its profile that the card was published with since. Rows of before get it by the next rebuild.
alter table device_state add column profile_heard integer;
create index device_state_profile on device_state (tenant_id, profile_name, profile_heard);
-- Its roll-out has not reached the card, or stands still.
alter table due add column waits_for_ring boolean not null default false;
-- What was published before is due for every card at once; null: nothing was.
alter table read_model add column rings_since timestamptz;
update read_model set rings_since = clock_timestamp();

create table rollout (
  rollout_id uuid primary key,
  tenant_id uuid not null,
  profile_name text not null,
  version integer not null,
  published_at timestamptz not null,
  state text not null check (state in ('running', 'paused', 'stopped', 'finished', 'superseded')),
  -- Up to how many percent of the cards each ring reaches, and when those that are open were opened.
  rings integer[] not null,
  opened_at timestamptz[] not null,
  spread_days integer not null,
  -- Raised with every change that makes other cards due: cards with a lower one are brought up to it.
  generation integer not null,
  -- What failed before was looked at by somebody.
  failures_from timestamptz not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  stop jsonb,
  history jsonb not null,
  unique (tenant_id, profile_name, version),
  check ((state = 'stopped') = (stop is not null))
);
create index rollout_started on rollout (tenant_id, started_at desc, rollout_id desc);

create table rollout_card (
  rollout_id uuid not null references rollout,
  device_id uuid not null,
  ring smallint not null,
  place double precision not null,
  state text not null check (state in ('waiting', 'completed', 'failed')),
  code text,
  ended_at timestamptz,
  generation integer not null,
  primary key (rollout_id, device_id)
);
create index rollout_card_ring on rollout_card (rollout_id, ring, state, ended_at);
create index rollout_card_generation on rollout_card (rollout_id, generation) where state <> 'completed';
create index rollout_card_device on rollout_card (device_id);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table rollout_card, rollout;
alter table read_model drop column rings_since;
alter table due drop column waits_for_ring;
drop index device_state_profile;
alter table device_state drop column profile_heard;
`);
  }
}
