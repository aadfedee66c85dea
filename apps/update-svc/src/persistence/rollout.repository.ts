/** Statements on roll-outs themselves; those on their cards are in rollout-card.repository.ts. The rules are in rollouts/. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { RolloutEvent, RolloutState, RolloutStop } from '@cardwright/contracts/update/rollout';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import type { KeptStop } from './kept-stop.js';

export interface Rollout {
  rolloutId: string;
  tenantId: string;
  profileName: string;
  version: number;
  publishedAt: Date;
  state: RolloutState;
  rings: number[];
  /** Of the rings that are open. */
  openedAt: Date[];
  spreadDays: number;
  generation: number;
  failuresFrom: Date;
  startedAt: Date;
  endedAt: Date | null;
  stop: KeptStop<RolloutStop> | null;
  history: RolloutEvent[];
}

export interface ProfileVersion {
  profileName: string;
  version: number;
}

const columns: Record<keyof Rollout, string> = {
  rolloutId: 'rollout_id',
  tenantId: 'tenant_id',
  profileName: 'profile_name',
  version: 'version',
  publishedAt: 'published_at',
  state: 'state',
  rings: 'rings',
  openedAt: 'opened_at',
  spreadDays: 'spread_days',
  generation: 'generation',
  failuresFrom: 'failures_from',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  stop: 'stop',
  history: 'history',
};
const names = Object.keys(columns) as (keyof Rollout)[];
const selected = names.map((name) => `rollout.${columns[name]} as "${name}"`).join(', ');
const stored = (name: keyof Rollout, value: unknown): unknown =>
  value !== null && (name === 'stop' || name === 'history') ? JSON.stringify(value) : value;

@Injectable()
export class RolloutRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Those of these versions that there are. */
  async ofVersions(manager: EntityManager, tenantId: string, versions: readonly ProfileVersion[]): Promise<Rollout[]> {
    return preparedIn<Rollout>(
      manager,
      'rollouts-of-versions',
      `select ${selected} from unnest($2::text[], $3::integer[]) as wanted (profile_name, version)
       join rollout using (profile_name, version) where tenant_id = $1`,
      [tenantId, versions.map(({ profileName }) => profileName), versions.map(({ version }) => version)],
    );
  }

  /** What was published before is not rolled out in rings; null: everything is. */
  async ringsSince(manager: EntityManager, tenantId: string): Promise<Date | null> {
    const [row]: { since: Date | null }[] = await manager.query(
      'select rings_since as since from read_model where tenant_id = $1',
      [tenantId],
    );
    return row?.since ?? null;
  }

  /** Those of older versions of the profile end. True: it is new, and nobody else has begun it at the same moment. */
  async begin(manager: EntityManager, rollout: Rollout): Promise<boolean> {
    const inserted: unknown[] = await manager.query(
      `insert into rollout (${names.map((name) => columns[name]).join(', ')})
       values (${names.map((_, at) => `$${at + 1}`).join(', ')})
       on conflict (tenant_id, profile_name, version) do nothing returning rollout_id`,
      names.map((name) => stored(name, rollout[name])),
    );
    if (inserted.length === 0) return false;
    await manager.query(
      `update rollout set state = 'superseded', stop = null, ended_at = $4, generation = generation + 1,
         history = history || jsonb_build_array(jsonb_build_object('at', $5::text, 'what', 'superseded', 'by', null,
           'ring', cardinality(opened_at)))
       where tenant_id = $1 and profile_name = $2 and version < $3 and state in ('running', 'paused', 'stopped')`,
      [rollout.tenantId, rollout.profileName, rollout.version, rollout.startedAt, rollout.startedAt.toISOString()],
    );
    return true;
  }

  /** A later version has been heard of. */
  async hasNewer(manager: EntityManager, tenantId: string, { profileName, version }: ProfileVersion): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      'select from rollout where tenant_id = $1 and profile_name = $2 and version > $3 limit 1',
      [tenantId, profileName, version],
    );
    return rows.length > 0;
  }

  async find(tenantId: string, rolloutId: string): Promise<Rollout | null> {
    const [row]: Rollout[] = await this.dataSource.query(
      `select ${selected} from rollout where tenant_id = $1 and rollout_id = $2`,
      [tenantId, rolloutId],
    );
    return row ?? null;
  }

  /** Nobody else changes it before the end of the transaction. Cards that join it do not wait. */
  async lock(manager: EntityManager, tenantId: string, rolloutId: string): Promise<Rollout | null> {
    const [row]: Rollout[] = await manager.query(
      `select ${selected} from rollout where tenant_id = $1 and rollout_id = $2 for no key update`,
      [tenantId, rolloutId],
    );
    return row ?? null;
  }

  async update(manager: EntityManager, rolloutId: string, patch: Partial<Rollout>): Promise<void> {
    const changed = names.filter((name) => patch[name] !== undefined);
    await manager.query(
      `update rollout set ${changed.map((name, at) => `${columns[name]} = $${at + 2}`).join(', ')} where rollout_id = $1`,
      [rolloutId, ...changed.map((name) => stored(name, patch[name]))],
    );
  }

  /** Those that may have to go on, or whose cards may have to be brought up to them. */
  async current(): Promise<Pick<Rollout, 'rolloutId' | 'tenantId'>[]> {
    return this.dataSource.query(
      `select rollout_id as "rolloutId", tenant_id as "tenantId" from rollout
       where state = 'running' or (state <> 'superseded' and exists (
         select from rollout_card card where card.rollout_id = rollout.rollout_id and card.generation < rollout.generation
           and card.state <> 'completed'))
       order by started_at`,
    );
  }

  /** Newest first, those after the roll-out `cursor`; one more than the limit where there are more. */
  async page(tenantId: string, limit: number, cursor: string | null): Promise<Rollout[]> {
    return this.dataSource.query(
      `select ${selected} from rollout where tenant_id = $1 and ($3::uuid is null or (started_at, rollout_id) < (
         select last.started_at, last.rollout_id from rollout last where last.tenant_id = $1 and last.rollout_id = $3))
       order by started_at desc, rollout_id desc limit $2`,
      [tenantId, limit + 1, cursor],
    );
  }
}
