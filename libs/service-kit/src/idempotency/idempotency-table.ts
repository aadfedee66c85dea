/** One row for each idempotency key of an actor: what was asked with it, and what was answered. A migration of the service calls this. */
import type { QueryRunner } from 'typeorm';

export async function createIdempotencyTable(runner: QueryRunner): Promise<void> {
  for (const statement of up) await runner.query(statement);
}

export async function dropIdempotencyTable(runner: QueryRunner): Promise<void> {
  await runner.query('drop table idempotency_key');
}

const up = [
  `create table idempotency_key (
     tenant_id uuid not null,
     actor text not null,
     key text not null,
     operation text not null,
     -- Of the canonical JSON of the body.
     body_sha256 text not null,
     -- open: it was tried and not done. Whoever sends it again does it.
     state text not null check (state in ('running', 'open', 'done')),
     -- Which call is at it, and until when nobody else may be; it is put off as long as the call is alive.
     holder uuid,
     held_until timestamptz,
     -- null: its answer holds a secret, or it is not done.
     answer json,
     expires_at timestamptz not null,
     primary key (tenant_id, actor, key)
   )`,
  'create index idempotency_key_expired on idempotency_key (expires_at)',
];
