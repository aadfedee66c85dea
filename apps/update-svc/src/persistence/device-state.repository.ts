/**
 * Statements on the read model. `find` is the hot path of the whole service: one prepared SELECT by primary key, straight
 * on the pool (design.md 7). Upserts are idempotent and order-free by the device's revision.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DeviceExport, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { preparedQuery } from '@cardwright/service-kit/database/prepared-query';

export interface DueRow {
  state: DeviceState;
}

@Injectable()
export class DeviceStateRepository {
  private readonly findRow: (values: readonly unknown[]) => Promise<DueRow[]>;

  constructor(private readonly dataSource: DataSource) {
    this.findRow = preparedQuery<DueRow>(
      dataSource,
      'device-state-by-identity',
      'select state from device_state where tenant_id = $1 and identity_text = $2',
    );
  }

  async find(tenantId: string, identityText: string): Promise<DueRow | undefined> {
    const [row] = await this.findRow([tenantId, identityText]);
    return row;
  }

  /** Applies what issuance-svc published. `at`: the time of the event; null in a rebuild. */
  async apply(tenantId: string, devices: readonly DeviceExport[], at: string | null): Promise<void> {
    await this.dataSource.query(
      `with reported as (
         select * from jsonb_to_recordset($2::jsonb) as device (
           "deviceId" uuid, "identityText" text, state text, "personId" uuid, "profileName" text, "profileVersion" integer,
           "expiresOn" date, "earliestNotAfter" timestamptz, revision bigint)
       ), noted as (
         insert into read_model (tenant_id, last_event_at) select $1::uuid, $3::timestamptz where $3::timestamptz is not null
         on conflict (tenant_id) do update set last_event_at = greatest(read_model.last_event_at, excluded.last_event_at)
       )
       insert into device_state as known (tenant_id, identity_text, device_id, state, person_id, profile_name,
         profile_version, expires_on, earliest_not_after, revision)
       select $1::uuid, "identityText", "deviceId", state, "personId", "profileName", "profileVersion", "expiresOn",
         "earliestNotAfter", revision from reported
       on conflict (tenant_id, identity_text) do update set
         device_id = excluded.device_id, state = excluded.state, person_id = excluded.person_id,
         profile_name = excluded.profile_name, profile_version = excluded.profile_version,
         expires_on = excluded.expires_on, earliest_not_after = excluded.earliest_not_after,
         revision = excluded.revision, synced_at = clock_timestamp()
       where excluded.revision > known.revision or excluded.device_id <> known.device_id`,
      [tenantId, JSON.stringify(devices), at],
    );
  }

  /** Notes that these devices exist, whatever their revision: a rebuild must not remove them. */
  async confirm(tenantId: string, identityTexts: readonly string[]): Promise<void> {
    await this.dataSource.query(
      'update device_state set synced_at = clock_timestamp() where tenant_id = $1 and identity_text = any($2)',
      [tenantId, identityTexts],
    );
  }

  async now(): Promise<string> {
    const [row]: { now: string }[] = await this.dataSource.query('select clock_timestamp()::text as now');
    return row?.now ?? '';
  }

  /** Ends a rebuild that began at `startedAt`: what neither it nor an event has named since is gone. Returns what is left. */
  async finishRebuild(tenantId: string, startedAt: string): Promise<number> {
    await this.dataSource.query('delete from device_state where tenant_id = $1 and synced_at < $2', [
      tenantId,
      startedAt,
    ]);
    await this.dataSource.query(
      `insert into read_model (tenant_id, rebuilt_at) values ($1, clock_timestamp())
       on conflict (tenant_id) do update set rebuilt_at = excluded.rebuilt_at`,
      [tenantId],
    );
    return (await this.status(tenantId)).devices;
  }

  async status(tenantId: string): Promise<{ devices: number; lastEventAt: string | null; rebuilt: boolean }> {
    const [row]: { devices: string; last_event_at: Date | null; rebuilt: boolean }[] = await this.dataSource.query(
      `select (select count(*) from device_state where tenant_id = $1) as devices,
              (select last_event_at from read_model where tenant_id = $1) as last_event_at,
              exists (select from read_model where tenant_id = $1 and rebuilt_at is not null) as rebuilt`,
      [tenantId],
    );
    return {
      devices: Number(row?.devices ?? 0),
      lastEventAt: row?.last_event_at?.toISOString() ?? null,
      rebuilt: row?.rebuilt ?? false,
    };
  }
}
