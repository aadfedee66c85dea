/**
 * Audit entries that somebody can cause as often as they like (refused requests, page views): the first of an actor and action in a
 * minute is a row of the audit trail at once; the others of that minute are counted here and become one more row when it is over.
 * So nobody floods the chain, and nothing is lost but the single times. Postgres counts: a restart or a second copy changes nothing.
 */
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { actorText, type AuditEntry } from './append-audit.js';

/** SQL goes to the schema of the search path, which is the service's own. */
export const createRepeatedEntriesTable = (runner: QueryRunner): Promise<unknown> =>
  runner.query(
    `create table audit_repeated (
       tenant_id uuid not null,
       actor text not null,
       action text not null,
       minute timestamptz not null,
       -- Of the first one.
       object text not null,
       correlation_id text not null,
       repeats bigint not null default 0,
       -- How often on what.
       objects jsonb not null default '{}',
       primary key (tenant_id, actor, action, minute)
     )`,
  );

/** Objects that are counted by name in a minute; further ones count as `others`. */
const namedObjects = 50;

/** One statement: the row, or the count. */
export async function appendRepeatable(manager: EntityManager, entry: AuditEntry): Promise<void> {
  await manager.query(
    `with counted as (
       insert into audit_repeated as known (tenant_id, actor, action, minute, object, correlation_id)
       values ($1, $2, $3, date_trunc('minute', clock_timestamp()), $4, $6)
       on conflict (tenant_id, actor, action, minute) do update set repeats = known.repeats + 1,
         objects = known.objects || case
           when known.objects ? $4 or (select count(*) from jsonb_object_keys(known.objects)) < ${namedObjects}
             then jsonb_build_object($4::text, coalesce((known.objects->>$4)::bigint, 0) + 1)
           else jsonb_build_object('others', coalesce((known.objects->>'others')::bigint, 0) + 1) end
       returning repeats
     )
     insert into audit_log (tenant_id, actor, action, object, reason, correlation_id, details)
     select $1, $2, $3, $4, $5, $6, $7::jsonb from counted where repeats = 0`,
    [
      entry.tenantId,
      actorText(entry.actor),
      entry.action,
      entry.object,
      entry.reason ?? null,
      entry.correlationId,
      JSON.stringify(entry.details ?? {}),
    ],
  );
}

/** Turns the counts of minutes that are over into rows: `{repeated, minute, objects}`. Returns how many. now: default the database's. */
export async function closeRepeated(dataSource: DataSource, now?: Date): Promise<number> {
  const rows: unknown[] = await dataSource.query(
    `with closed as (
       delete from audit_repeated where minute < date_trunc('minute', coalesce($1, clock_timestamp())) returning *
     )
     insert into audit_log (tenant_id, actor, action, object, correlation_id, details)
     select tenant_id, actor, action, object, correlation_id,
       jsonb_build_object('repeated', repeats, 'minute', to_char(minute at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"'), 'objects', objects)
     from closed where repeats > 0 order by minute returning id`,
    [now ?? null],
  );
  return rows.length;
}
