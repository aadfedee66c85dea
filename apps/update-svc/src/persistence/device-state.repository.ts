/** Statements that keep the read model. Upserts are idempotent and order-free by the device's revision. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import type { CampaignName } from '@cardwright/contracts/update/update-offer';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import { inTransaction } from '@cardwright/service-kit/database/transaction';

/** due: everything that is due for it or will be. */
export interface KnownDevice {
  device: DeviceExport;
  due: readonly DueEntry[];
}
/** due_at null: since it is known. */
export interface DueEntry {
  kind: string;
  keyReferences: readonly string[];
  cause: string;
  dueAt: string | null;
  deadline: string | null;
  urgency: string;
  /** false: a hint for the operator, or held back. */
  offered: boolean;
  /** The code of what holds it back. */
  heldBack: string | null;
  /** Its roll-out has not reached the card (rollouts/). */
  waitsForRing?: boolean;
  /** That asks for it. */
  campaign?: CampaignName;
}

/** at: the time of the event; null in a rebuild, which also makes anew what is known already. */
export interface Reported {
  at: string | null;
  now: Date;
  /** What is due for those of which it is news, in the same transaction: some of it waits for its roll-out. Their rows are locked. */
  admit: (manager: EntityManager, news: readonly KnownDevice[]) => Promise<readonly KnownDevice[]>;
}

@Injectable()
export class DeviceStateRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Applies what issuance-svc published, with what is due by it. A card for which something is due is looked at next (offers/offer-clock.ts). */
  async apply(tenantId: string, known: readonly KnownDevice[], { at, now, admit }: Reported): Promise<void> {
    if (known.length === 0) return;
    await inTransaction(this.dataSource, async (manager) => {
      const changed = await this.upsert(manager, tenantId, known, { at, now });
      if (changed.length === 0) return;
      const news = known.filter(({ device }) => changed.includes(device.deviceId));
      const admitted = await admit(manager, news);
      const due = new Map(admitted.map((each) => [each.device.deviceId, each.due]));
      await this.replaceDue(manager, tenantId, due, { kind: null, now });
      const otherwise = admitted.filter((each) => !news.includes(each)).map(({ device }) => device.deviceId);
      if (otherwise.length > 0) await this.countFrom(manager, tenantId, otherwise);
      await this.lookAgain(manager, tenantId, changed, now);
    });
  }

  /** After a change of rows of what is due. The devices are locked. */
  async dueChanged(manager: EntityManager, tenantId: string, deviceIds: readonly string[], now: Date): Promise<void> {
    await this.countFrom(manager, tenantId, deviceIds);
    await this.lookAgain(manager, tenantId, deviceIds, now);
  }

  /** From when on an update check has more to do than to read the card. */
  private async countFrom(manager: EntityManager, tenantId: string, deviceIds: readonly string[]): Promise<void> {
    await preparedIn(
      manager,
      'due-from',
      `update device_state device set due_from = (
         select min(due_at) from due where due.tenant_id = $1 and due.device_id = device.device_id and offered)
       where tenant_id = $1 and device_id = any ($2::uuid[])`,
      [tenantId, deviceIds],
    );
  }

  /** Returns the devices of which this is news. */
  private async upsert(
    manager: EntityManager,
    tenantId: string,
    known: readonly KnownDevice[],
    { at, now }: Pick<Reported, 'at' | 'now'>,
  ): Promise<string[]> {
    const rows = known.map(({ device, due }) => ({
      ...device,
      dueFrom: dueFrom(due, now),
      profileHeard: device.profileChange?.version ?? device.profileVersion,
    }));
    const changed = await preparedIn<{ device_id: string }>(
      manager,
      'device-state-apply',
      `with reported as (
         select * from jsonb_to_recordset($2::jsonb) as device (
           "deviceId" uuid, "identityText" text, state text, "personId" uuid, "profileName" text, "profileVersion" integer,
           "expiresOn" date, "earliestNotAfter" timestamptz, revision bigint, label text, pin text, "activeRequestId" uuid,
           "dueFrom" timestamptz, "profileHeard" integer, "modelId" text, refused text, certificates jsonb)
       ), noted as (
         insert into read_model (tenant_id, last_event_at) select $1::uuid, $3::timestamptz where $3::timestamptz is not null
         on conflict (tenant_id) do update set last_event_at = greatest(read_model.last_event_at, excluded.last_event_at)
       )
       insert into device_state as known (tenant_id, identity_text, device_id, state, person_id, profile_name,
         profile_version, expires_on, earliest_not_after, revision, label, pin, active_request_id, due_from, profile_heard,
         model_id, refused, certificates)
       select $1::uuid, "identityText", "deviceId", state, "personId", "profileName", "profileVersion", "expiresOn",
         "earliestNotAfter", revision, label, pin, "activeRequestId", "dueFrom", "profileHeard",
         "modelId", refused, certificates from reported
       on conflict (tenant_id, identity_text) do update set
         device_id = excluded.device_id, state = excluded.state, person_id = excluded.person_id,
         profile_name = excluded.profile_name, profile_version = excluded.profile_version,
         expires_on = excluded.expires_on, earliest_not_after = excluded.earliest_not_after,
         revision = excluded.revision, label = excluded.label, pin = excluded.pin,
         active_request_id = excluded.active_request_id, due_from = excluded.due_from, profile_heard = excluded.profile_heard,
         model_id = excluded.model_id, refused = excluded.refused, certificates = excluded.certificates, synced_at = clock_timestamp()
       where excluded.revision > known.revision or excluded.device_id <> known.device_id
         or ($3::timestamptz is null and excluded.revision = known.revision)
       returning known.device_id`,
      [tenantId, JSON.stringify(rows), at],
    );
    return changed.map(({ device_id }) => device_id);
  }

  /** of: what is due for each device; null for kind: everything, else what is of that kind, and the rest stays. The devices are locked. */
  async replaceDue(
    manager: EntityManager,
    tenantId: string,
    of: ReadonlyMap<string, readonly DueEntry[]>,
    { kind, now }: { kind: string | null; now: Date },
  ): Promise<void> {
    const deviceIds = [...of.keys()];
    const rows = [...of].flatMap(([deviceId, due]) => due.map((row) => ({ ...row, deviceId })));
    const due = `select "deviceId" as device_id, kind, cause, "dueAt" as due_at, deadline, urgency, offered,
        "heldBack" as held_back, coalesce("waitsForRing", false) as waits_for_ring, campaign, array(select jsonb_array_elements_text("keyReferences")) as key_references
      from jsonb_to_recordset($3::jsonb) as row (
        "deviceId" uuid, kind text, cause text, "keyReferences" jsonb, "dueAt" timestamptz, deadline timestamptz,
        urgency text, offered boolean, "heldBack" text, "waitsForRing" boolean, campaign jsonb)`;
    await preparedIn(
      manager,
      'due-remove',
      `delete from due where tenant_id = $1 and device_id = any ($2::uuid[]) and ($4::text is null or kind = $4) and not exists (
         select from (${due}) as row
         where row.device_id = due.device_id and row.kind = due.kind and row.key_references = due.key_references)`,
      [tenantId, deviceIds, JSON.stringify(rows), kind],
    );
    if (rows.length > 0)
      await preparedIn(
        manager,
        'due-add',
        `insert into due (tenant_id, device_id, kind, key_references, cause, due_at, deadline, urgency, offered,
           held_back, waits_for_ring, campaign)
         select $1::uuid, row.device_id, row.kind, row.key_references, row.cause, coalesce(row.due_at, before.due_at, $4),
           row.deadline, row.urgency, row.offered, row.held_back, row.waits_for_ring, row.campaign
         from (${due}) as row left join due before on before.tenant_id = $1 and before.device_id = row.device_id
           and before.kind = row.kind and before.key_references = row.key_references
         where row.device_id = any ($2::uuid[])
         on conflict (tenant_id, device_id, kind, key_references) do update set cause = excluded.cause,
           due_at = excluded.due_at, deadline = excluded.deadline, urgency = excluded.urgency, offered = excluded.offered,
           held_back = excluded.held_back, waits_for_ring = excluded.waits_for_ring, campaign = excluded.campaign`,
        [tenantId, deviceIds, JSON.stringify(rows), now],
      );
  }

  /** When something becomes due, or now, where an open offer may have lost its ground. */
  private async lookAgain(
    manager: EntityManager,
    tenantId: string,
    deviceIds: readonly string[],
    now: Date,
  ): Promise<void> {
    await preparedIn(
      manager,
      'due-timer',
      `insert into device_timer (tenant_id, device_id, at)
       select tenant_id, device_id, at from (
         select tenant_id, device_id, least(due_from, case when exists (
           select from offer where offer.tenant_id = $1 and offer.device_id = device.device_id
             and state in ('offered', 'accepted', 'postponed')) then $3::timestamptz end) as at
         from device_state device where tenant_id = $1 and device_id = any ($2::uuid[])) as next
       where at is not null
       on conflict (tenant_id, device_id) do update set at = excluded.at`,
      [tenantId, deviceIds, now],
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

  /**
   * Ends a rebuild that began at `startedAt`: what neither it nor an event has named since is gone. rules: by which version what is due was
   * found. Returns how many devices are left.
   */
  async finishRebuild(tenantId: string, startedAt: string, rules: number | null): Promise<number> {
    await this.dataSource.query(
      `with gone as (delete from device_state where tenant_id = $1 and synced_at < $2 returning device_id),
         without as (delete from due where tenant_id = $1 and device_id in (select device_id from gone)),
         left_out as (delete from rollout_card where device_id in (select device_id from gone) and state = 'waiting'),
         left_campaign as (update campaign_card set state = 'left', ended_at = clock_timestamp()
           where device_id in (select device_id from gone) and state in ('waiting', 'failed'))
       insert into device_timer (tenant_id, device_id, at) select $1, device_id, clock_timestamp() from gone
       on conflict (tenant_id, device_id) do update set at = excluded.at`,
      [tenantId, startedAt],
    );
    await this.dataSource.query(
      `insert into read_model (tenant_id, rebuilt_at, rules) values ($1, clock_timestamp(), $2)
       on conflict (tenant_id) do update set rebuilt_at = excluded.rebuilt_at, rules = excluded.rules`,
      [tenantId, rules],
    );
    return (await this.status(tenantId)).devices;
  }

  async status(tenantId: string): Promise<ReadModelStatus> {
    const [row]: { devices: string; last_event_at: Date | null; rebuilt: boolean; rules: number | null }[] =
      await this.dataSource.query(
        `select (select count(*) from device_state where tenant_id = $1) as devices,
              (select last_event_at from read_model where tenant_id = $1) as last_event_at,
              exists (select from read_model where tenant_id = $1 and rebuilt_at is not null) as rebuilt,
              (select rules from read_model where tenant_id = $1) as rules`,
        [tenantId],
      );
    return {
      devices: Number(row?.devices ?? 0),
      lastEventAt: row?.last_event_at?.toISOString() ?? null,
      rebuilt: row?.rebuilt ?? false,
      rules: row?.rules ?? null,
    };
  }
}

export interface ReadModelStatus {
  devices: number;
  lastEventAt: string | null;
  rebuilt: boolean;
  rules: number | null;
}

/** ISO 8601; null: nothing that is offered will ever be due. */
function dueFrom(due: readonly DueEntry[], now: Date): string | null {
  const times = due.filter(({ offered }) => offered).map(({ dueAt }) => dueAt ?? now.toISOString());
  return times.length === 0 ? null : times.reduce((least, time) => (time < least ? time : least));
}
