/** Statements on the cards of roll-outs. How many of a ring are done is counted by an index; nothing of it is kept anywhere else. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import type { Rollout } from './rollout.repository.js';

export interface JoiningCard {
  rolloutId: string;
  deviceId: string;
  ring: number;
  place: number;
  generation: number;
}

/** A card as it was heard of that is in no roll-out, or is no more. */
export interface LeavingCard {
  deviceId: string;
  profileName: string | null;
  profileVersion: number | null;
  active: boolean;
}

export interface CountedRing {
  ring: number;
  cards: number;
  completed: number;
  failed: number;
  /** Since `failuresFrom`. */
  attempted: number;
  recentlyFailed: number;
  codes: string[];
}

@Injectable()
export class RolloutCardRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Cards that are there already stay as they are; one that was done and has something to be done again waits again. */
  async join(manager: EntityManager, cards: readonly JoiningCard[]): Promise<void> {
    await preparedIn(
      manager,
      'rollout-cards-join',
      `insert into rollout_card as known (rollout_id, device_id, ring, place, state, generation)
       select "rolloutId", "deviceId", ring, place, 'waiting', generation from jsonb_to_recordset($1::jsonb) as card (
         "rolloutId" uuid, "deviceId" uuid, ring smallint, place double precision, generation integer)
       on conflict (rollout_id, device_id) do update set generation = excluded.generation,
         state = case when known.state = 'completed' then 'waiting' else known.state end`,
      [JSON.stringify(cards)],
    );
  }

  /** Cards that have the version are done; those that are not in use any more and were not updated are none of its cards. */
  async leave(manager: EntityManager, cards: readonly LeavingCard[], now: Date): Promise<boolean> {
    const changed = await preparedIn<{ left: number }>(
      manager,
      'rollout-cards-leave',
      `with heard as (
         select * from jsonb_to_recordset($1::jsonb) as card (
           "deviceId" uuid, "profileName" text, "profileVersion" integer, active boolean)
       ), done as (
         update rollout_card card set state = 'completed', code = null, ended_at = $2
         from heard, rollout where card.device_id = heard."deviceId" and card.state <> 'completed' and heard.active
           and rollout.rollout_id = card.rollout_id and rollout.profile_name = heard."profileName"
           and rollout.version <= heard."profileVersion"
         returning card.device_id
       ), gone as (
         delete from rollout_card card using heard, rollout where card.device_id = heard."deviceId" and card.state = 'waiting'
           and rollout.rollout_id = card.rollout_id
           and (not heard.active or rollout.profile_name is distinct from heard."profileName")
         returning card.device_id
       )
       select (select count(*) from done)::integer + (select count(*) from gone)::integer as left`,
      [JSON.stringify(cards), now],
    );
    return (changed[0]?.left ?? 0) > 0;
  }

  /** Its update failed. False: the card waits in no roll-out that goes on. */
  async failed(
    manager: EntityManager,
    { tenantId, deviceId, code }: { tenantId: string; deviceId: string; code: string | null },
    now: Date,
  ): Promise<boolean> {
    const [rows]: [unknown[], number] = await manager.query(
      `update rollout_card card set state = 'failed', code = $3, ended_at = $4
       from rollout where rollout.rollout_id = card.rollout_id and rollout.tenant_id = $1 and card.device_id = $2
         and rollout.state in ('running', 'paused', 'stopped') and card.state <> 'completed'
       returning card.device_id`,
      [tenantId, deviceId, code, now],
    );
    return rows.length > 0;
  }

  /** Of rings that have cards. */
  async counts(
    { rolloutId, failuresFrom }: Pick<Rollout, 'rolloutId' | 'failuresFrom'>,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<CountedRing[]> {
    return preparedIn<CountedRing>(
      manager,
      'rollout-counts',
      `select ring::integer, count(*)::integer as cards, (count(*) filter (where state = 'completed'))::integer as completed,
         (count(*) filter (where state = 'failed'))::integer as failed,
         (count(*) filter (where state <> 'waiting' and ended_at > $2))::integer as attempted,
         (count(*) filter (where state = 'failed' and ended_at > $2))::integer as "recentlyFailed",
         coalesce(array_agg(distinct code) filter (where state = 'failed' and ended_at > $2 and code is not null), '{}') as codes
       from rollout_card where rollout_id = $1 group by ring order by ring`,
      [rolloutId, failuresFrom],
    );
  }

  /**
   * False while there are cards of the profile in use that were not heard of since the version was published, or cards that were never heard of,
   * because the read model is filled for the first time.
   */
  async allKnown(manager: EntityManager, { tenantId, profileName, version }: Rollout): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `select where exists (select from read_model where tenant_id = $1 and rebuilt_at is not null)
         and not exists (select from device_state where tenant_id = $1 and profile_name = $2
           and (profile_heard is null or profile_heard < $3) and state = 'ACTIVE')`,
      [tenantId, profileName, version],
    );
    return rows.length > 0;
  }

  /**
   * Brings cards up to what their roll-out is now: due when their ring says, or waiting for it. Returns which they were, or none. Cards at which
   * somebody else is at work are left for the next time; they are found by their generation.
   */
  async settle(
    manager: EntityManager,
    { rolloutId, tenantId }: Pick<Rollout, 'rolloutId' | 'tenantId'>,
    { kinds, cause, limit }: { kinds: readonly string[]; cause: string; limit: number },
  ): Promise<string[]> {
    const locked = await preparedIn<{ deviceId: string }>(
      manager,
      'rollout-cards-stale',
      `select device.device_id as "deviceId" from device_state device
       where device.tenant_id = $2 and device.device_id = any (array(
         select card.device_id from rollout_card card join rollout using (rollout_id)
         where rollout_id = $1 and card.generation < rollout.generation and card.state <> 'completed'
           and exists (select from device_state known where known.tenant_id = $2 and known.device_id = card.device_id)
         limit $3))
       for update of device skip locked`,
      [rolloutId, tenantId, limit],
    );
    const deviceIds = locked.map(({ deviceId }) => deviceId);
    if (deviceIds.length === 0) return [];
    await preparedIn(
      manager,
      'rollout-cards-settle',
      `with settled as (
         update rollout_card card set generation = rollout.generation from rollout
         where rollout.rollout_id = $1 and card.rollout_id = $1 and card.device_id = any ($3::uuid[])
         returning card.device_id, rollout.version, rollout.published_at,
           rollout.state in ('running', 'finished') and rollout.opened_at[card.ring] is not null as open,
           rollout.opened_at[card.ring] + card.place * rollout.spread_days * interval '24 hours' as at
       )
       update due set due_at = coalesce(settled.at, settled.published_at), waits_for_ring = not settled.open,
         offered = settled.open and due.held_back is null
       from settled join device_state device on device.tenant_id = $2 and device.device_id = settled.device_id
         and device.profile_heard = settled.version
       where due.tenant_id = $2 and due.device_id = settled.device_id and due.kind = any ($4) and due.cause = $5`,
      [rolloutId, tenantId, deviceIds, kinds, cause],
    );
    return deviceIds;
  }
}
