/**
 * The vault's tables. Columns that end in `_sealed` hold AES-256-GCM envelopes of keys/key-encryption.ts; nothing secret
 * stands in any other. CRL changes are rows of their own, so that a revocation never waits for a CRL that is being made.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTables, dropAuditTables } from '@cardwright/service-kit/audit/audit-table';
import { createOutboxTable, dropOutboxTable } from '@cardwright/service-kit/outbox/outbox-table';

export class Vault1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createAuditTables(runner);
    await createOutboxTable(runner);
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`drop table ${table}`);
    await dropOutboxTable(runner);
    await dropAuditTables(runner);
  }
}

const tables = [
  'revoked_agents',
  'archived_keys',
  'operation_pins',
  'stock_batches',
  'key_sets',
  'vault_keys',
  'crl_changes',
  'crls',
  'certificates',
  'issuers',
  'signing_keys',
];

const up = [
  `create table signing_keys (
     key_id text primary key,
     algorithm text not null,
     spki bytea not null,
     private_key_sealed bytea not null,
     created_at timestamptz not null default clock_timestamp()
   )`,
  `create table issuers (
     issuer_id text primary key,
     kind text not null check (kind in ('root-ca', 'issuing-ca', 'content-signer')),
     key_id text not null unique references signing_keys,
     key_algorithm text not null,
     parent_id text references issuers,
     certificate bytea not null,
     not_before timestamptz not null,
     not_after timestamptz not null,
     current boolean not null,
     crl_number bigint not null default 0,
     created_at timestamptz not null default clock_timestamp()
   )`,
  'create unique index issuers_current on issuers (kind) where current',
  // The planned certificate is here before anybody signs it: TBS and serial number are fixed by this row (faults.md 8-10).
  `create table certificates (
     id bigint generated always as identity primary key,
     tenant_id uuid not null,
     issuer_id text not null references issuers,
     serial_number bytea not null,
     idempotency_key text not null,
     public_key_sha256 bytea not null,
     request_sha256 bytea not null,
     certificate_profile text not null,
     device_id text not null,
     request_id text not null,
     key_reference text not null,
     subject_text text not null,
     start_on_hold boolean not null,
     status text not null check (status in ('planned', 'good', 'held', 'revoked')),
     tbs bytea not null,
     certificate bytea,
     not_before timestamptz not null,
     not_after timestamptz not null,
     planned_at timestamptz not null default clock_timestamp(),
     signed_at timestamptz,
     revoked_at timestamptz,
     revocation_reason text,
     unique (issuer_id, serial_number),
     unique (tenant_id, idempotency_key, public_key_sha256),
     check ((revoked_at is null) = (status in ('planned', 'good'))),
     check ((revoked_at is null) = (revocation_reason is null)),
     check (certificate is not null or status in ('planned', 'revoked'))
   )`,
  'create index certificates_serial_number on certificates (serial_number)',
  'create index certificates_public_key on certificates (public_key_sha256)',
  'create index certificates_device on certificates (device_id, id)',
  'create index certificates_request on certificates (request_id, id)',
  `create index certificates_on_crl on certificates (issuer_id, revoked_at) where status in ('held', 'revoked')`,
  `create table crls (
     issuer_id text not null references issuers,
     crl_number bigint not null,
     this_update timestamptz not null,
     next_update timestamptz not null,
     der bytea not null,
     primary key (issuer_id, crl_number)
   )`,
  `create table crl_changes (
     id bigint generated always as identity primary key,
     issuer_id text not null references issuers
   )`,
  'create index crl_changes_issuer on crl_changes (issuer_id)',
  `create table vault_keys (
     kid text primary key,
     purpose text not null check (purpose in ('card-master', 'vault-box')),
     public_jwk jsonb,
     key_sealed bytea not null,
     current boolean not null,
     created_at timestamptz not null default clock_timestamp()
   )`,
  'create unique index vault_keys_current on vault_keys (purpose) where current',
  // Two-phase: a half is pending when it may have been sent to the card, current once the card has shown that it has it.
  `create table key_sets (
     tenant_id uuid not null,
     device_id text not null,
     version integer not null check (version > 0),
     master_kid text not null references vault_keys,
     management_key_algorithm text not null,
     management_key_state text not null check (management_key_state in ('none', 'pending', 'current', 'retired')),
     puk_state text not null check (puk_state in ('none', 'pending', 'current', 'retired')),
     created_at timestamptz not null default clock_timestamp(),
     primary key (device_id, version)
   )`,
  `create unique index key_sets_current_management_key on key_sets (device_id) where management_key_state = 'current'`,
  `create unique index key_sets_current_puk on key_sets (device_id) where puk_state = 'current'`,
  `create unique index key_sets_pending on key_sets (device_id)
     where management_key_state = 'pending' or puk_state = 'pending'`,
  `create table stock_batches (
     stock_batch_id text primary key,
     tenant_id uuid not null,
     management_key_algorithm text not null,
     secrets_sealed bytea not null,
     imported_at timestamptz not null default clock_timestamp()
   )`,
  `create table operation_pins (
     device_id text primary key,
     tenant_id uuid not null,
     request_id text not null,
     pin_sealed bytea,
     stored_at timestamptz not null default clock_timestamp()
   )`,
  `create table archived_keys (
     archive_ref uuid primary key,
     tenant_id uuid not null,
     person_id text not null,
     algorithm text not null,
     issuer_id text not null,
     serial_number bytea not null,
     private_key_sealed bytea not null,
     created_at timestamptz not null default clock_timestamp(),
     foreign key (issuer_id, serial_number) references certificates (issuer_id, serial_number)
   )`,
  'create index archived_keys_person on archived_keys (person_id, created_at desc)',
  `create table revoked_agents (
     agent_nkey text primary key,
     tenant_id uuid not null,
     revoked_at timestamptz not null default clock_timestamp(),
     pushed_at timestamptz
   )`,
];
