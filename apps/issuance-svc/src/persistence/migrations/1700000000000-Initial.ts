/**
 * First schema of issuance-svc: everything it owns but the audit and outbox tables, which come from service-kit.
 * Plain SQL on purpose: partial indexes, checks and triggers are the rules that hold whatever the code does.
 * Runs inside the service's own schema (search_path), so names are unqualified.
 */
import { createAuditTables, dropAuditTables } from '@cardwright/service-kit/audit/audit-table';
import { createOutboxTable, dropOutboxTable } from '@cardwright/service-kit/outbox/outbox-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
CREATE TABLE person (
  person_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  external_id text NOT NULL,
  given_name text NOT NULL,
  surname text NOT NULL,
  display_name text NOT NULL,
  email text,
  upn text,
  sid text,
  organizational_unit text,
  enabled boolean NOT NULL DEFAULT true,
  linked_iss text,
  linked_sub text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT person_external_id UNIQUE (tenant_id, external_id),
  CONSTRAINT person_identity_whole CHECK ((linked_iss IS NULL) = (linked_sub IS NULL))
);
CREATE UNIQUE INDEX person_identity ON person (tenant_id, linked_iss, linked_sub) WHERE linked_iss IS NOT NULL;
CREATE INDEX person_page ON person (tenant_id, display_name, person_id);

CREATE TABLE role_grant (
  role_grant_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES person,
  role text NOT NULL,
  group_scope text NOT NULL DEFAULT '*',
  profile_scope text NOT NULL DEFAULT '*',
  granted_permissions text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT role_grant_once UNIQUE (tenant_id, person_id, role, group_scope, profile_scope)
);

CREATE TABLE card_model (
  tenant_id uuid NOT NULL,
  model_id text NOT NULL,
  definition jsonb NOT NULL,
  position integer NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, model_id)
);

CREATE TABLE stock_batch (
  tenant_id uuid NOT NULL,
  stock_batch_id text NOT NULL,
  name text NOT NULL,
  model_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, stock_batch_id),
  CONSTRAINT stock_batch_name UNIQUE (tenant_id, name)
);
CREATE TABLE stock_item (
  tenant_id uuid NOT NULL,
  identity_text text NOT NULL,
  stock_batch_id text NOT NULL,
  PRIMARY KEY (tenant_id, identity_text),
  FOREIGN KEY (tenant_id, stock_batch_id) REFERENCES stock_batch
);

CREATE TABLE credential_profile_version (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  definition jsonb NOT NULL,
  sha256_hex text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  published_by text NOT NULL,
  PRIMARY KEY (tenant_id, name, version)
);

CREATE TABLE workstation (
  workstation_id text PRIMARY KEY CHECK (workstation_id ~ '^[A-Za-z0-9_-]{1,64}$'),
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  agent_nkey text,
  agent_version text,
  enrolled_at timestamptz,
  last_seen_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT workstation_name UNIQUE (tenant_id, name)
);
CREATE TABLE enrolment_code (
  workstation_id text PRIMARY KEY REFERENCES workstation,
  tenant_id uuid NOT NULL,
  code_sha256_hex text NOT NULL,
  expires_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  used_at timestamptz
);

CREATE TABLE device (
  device_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  identity_text text NOT NULL,
  label text NOT NULL,
  model_id text NOT NULL,
  stock_batch_id text NOT NULL DEFAULT 'factory',
  state text NOT NULL,
  operation text NOT NULL DEFAULT 'idle',
  health text NOT NULL DEFAULT 'ok',
  pin_state text,
  keyset text NOT NULL DEFAULT 'factory',
  custody text NOT NULL DEFAULT 'stock',
  person_id uuid REFERENCES person,
  profile_name text,
  profile_version integer,
  expires_on date,
  card_uuid uuid,
  fasc_n_hex text,
  cardholder_uuid uuid,
  printed_information jsonb,
  workstation_id text,
  active_request_id uuid,
  revision bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT device_identity UNIQUE (tenant_id, identity_text),
  FOREIGN KEY (tenant_id, model_id) REFERENCES card_model,
  FOREIGN KEY (tenant_id, stock_batch_id) REFERENCES stock_batch
);
CREATE INDEX device_person ON device (tenant_id, person_id);
CREATE INDEX device_page ON device (tenant_id, created_at, device_id);

CREATE TABLE request (
  request_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  workflow_id text NOT NULL,
  type text NOT NULL,
  state text NOT NULL,
  awaiting text,
  stage text NOT NULL,
  percent integer NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
  sentence text NOT NULL,
  stuck_reason text,
  error_code text,
  error_message text,
  device_id uuid NOT NULL REFERENCES device,
  person_id uuid REFERENCES person,
  profile_name text,
  profile_version integer,
  workstation_id text NOT NULL,
  reader_name text,
  pin_change text,
  reason text,
  attempt integer NOT NULL DEFAULT 1,
  round_trips integer NOT NULL DEFAULT 0,
  apdus integer NOT NULL DEFAULT 0,
  plan_hash text,
  plan jsonb,
  idempotency_key text,
  requested_by text NOT NULL,
  requested_by_person_id uuid,
  correlation_id text NOT NULL,
  progress_sequence bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CONSTRAINT request_awaiting CHECK ((state = 'AWAITING_USER') = (awaiting IS NOT NULL))
);
CREATE UNIQUE INDEX request_one_running_per_device ON request (device_id)
  WHERE state IN ('IN_PROGRESS', 'AWAITING_USER', 'INTERRUPTED', 'CANCELLING');
CREATE UNIQUE INDEX request_idempotency ON request (tenant_id, requested_by, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE INDEX request_page ON request (tenant_id, created_at, request_id);
CREATE INDEX request_device ON request (device_id, created_at DESC);

CREATE TABLE credential (
  credential_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES device,
  request_id uuid NOT NULL REFERENCES request,
  attempt integer NOT NULL,
  application text NOT NULL,
  container text NOT NULL,
  key_reference text NOT NULL,
  algorithm text NOT NULL,
  key_origin text NOT NULL,
  archive_ref text,
  certificate_profile text,
  state text NOT NULL,
  public_key_sha256_hex text,
  issuer_id text,
  serial_number_hex text,
  not_after timestamptz,
  attested boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX credential_device ON credential (device_id, application, container);
CREATE INDEX credential_request ON credential (request_id);
CREATE UNIQUE INDEX credential_serial ON credential (device_id, issuer_id, serial_number_hex, container)
  WHERE serial_number_hex IS NOT NULL;

CREATE TABLE card_intent (
  request_id uuid NOT NULL REFERENCES request,
  attempt integer NOT NULL,
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES device,
  proof_seed bytea NOT NULL CHECK (octet_length(proof_seed) = 32),
  plan_hash text NOT NULL,
  plan jsonb NOT NULL,
  before_image jsonb NOT NULL,
  public_keys jsonb NOT NULL DEFAULT '{}',
  session jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (request_id, attempt)
);

CREATE TABLE lease (
  device_id uuid PRIMARY KEY REFERENCES device,
  tenant_id uuid NOT NULL,
  request_id uuid,
  workstation_id text,
  fencing_token bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE TABLE saga_progress (
  request_id uuid NOT NULL REFERENCES request,
  sequence bigint NOT NULL,
  tenant_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  kind text NOT NULL,
  stage text NOT NULL,
  percent integer NOT NULL,
  state text NOT NULL,
  awaiting text,
  sentence text NOT NULL,
  code text,
  step jsonb,
  source_key text,
  PRIMARY KEY (request_id, sequence)
);
CREATE UNIQUE INDEX saga_progress_source ON saga_progress (request_id, source_key) WHERE source_key IS NOT NULL;

CREATE TABLE decision (
  decision_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  request_id uuid NOT NULL REFERENCES request,
  kind text NOT NULL,
  decided_by text NOT NULL,
  reason text,
  workstation_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  used_by text
);
CREATE INDEX decision_request ON decision (request_id);
`;

/** The revision orders domain events per device, so no code path may forget it. */
const triggers = `
CREATE FUNCTION device_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  NEW.updated_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER device_revision BEFORE UPDATE ON device FOR EACH ROW EXECUTE FUNCTION device_revision();

CREATE FUNCTION credential_profile_version_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published credential profile version never changes';
END $$;
CREATE TRIGGER credential_profile_version_immutable BEFORE UPDATE OR DELETE ON credential_profile_version
  FOR EACH ROW EXECUTE FUNCTION credential_profile_version_immutable();
`;

export class Initial1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(triggers);
    await createAuditTables(runner);
    await createOutboxTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE decision, saga_progress, lease, card_intent, credential, request, device, enrolment_code, workstation,
        credential_profile_version, stock_item, stock_batch, card_model, role_grant, person;
      DROP FUNCTION device_revision();
      DROP FUNCTION credential_profile_version_immutable();`);
    await dropAuditTables(runner);
    await dropOutboxTable(runner);
  }
}
