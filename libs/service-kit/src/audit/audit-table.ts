/**
 * The audit table of a service's schema: append-only rows, chained by hash a moment later, and the head of the chain.
 * Each service's first migration calls `createAuditTables`. A trigger keeps honest code honest; what it cannot stop
 * (somebody with the database) `verifyAuditChain` names.
 */
import type { QueryRunner } from 'typeorm';

/** The hash before the first row. */
export const genesisHash = Buffer.alloc(32);

/** SQL goes to the schema of the search path, which is the service's own. */
export async function createAuditTables(runner: QueryRunner): Promise<void> {
  for (const statement of up) await runner.query(statement);
}

export async function dropAuditTables(runner: QueryRunner): Promise<void> {
  for (const statement of ['drop table audit_log', 'drop table audit_head', 'drop function audit_log_guard'])
    await runner.query(statement);
}

const up = [
  `create table audit_log (
     id bigint generated always as identity primary key,
     at timestamptz not null default clock_timestamp(),
     tenant_id uuid not null,
     actor text not null,
     action text not null,
     object text not null,
     reason text,
     correlation_id text not null,
     details jsonb not null,
     sequence bigint unique,
     previous_hash bytea,
     hash bytea,
     check ((sequence is null) = (hash is null) and (sequence is null) = (previous_hash is null))
   )`,
  // What the chainer looks for, ten times a second on an idle system: an empty index.
  'create index audit_log_unchained on audit_log (id) where sequence is null',
  'create index audit_log_object on audit_log (object, id)',
  'create index audit_log_action on audit_log (action, id)',
  `create table audit_head (
     only_one boolean primary key default true check (only_one),
     sequence bigint not null,
     hash bytea not null
   )`,
  `insert into audit_head (sequence, hash) values (0, '\\x${genesisHash.toString('hex')}')`,
  `create function audit_log_guard() returns trigger language plpgsql as $$
   begin
     if tg_op = 'UPDATE' and old.sequence is null and new.sequence is not null
        and (old.id, old.at, old.tenant_id, old.actor, old.action, old.object, old.correlation_id, old.details)
          is not distinct from
            (new.id, new.at, new.tenant_id, new.actor, new.action, new.object, new.correlation_id, new.details)
        and old.reason is not distinct from new.reason
     then return new;
     end if;
     raise exception 'audit rows are never changed or removed';
   end $$`,
  'create trigger audit_log_guard before update or delete on audit_log for each row execute function audit_log_guard()',
  `create trigger audit_log_no_truncate before truncate on audit_log for each statement execute function audit_log_guard()`,
];
