/** The passkeys that are made while cards are issued, and which requests make one. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Passkeys1700000000344 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE request ADD COLUMN passkey boolean NOT NULL DEFAULT false;
CREATE TABLE passkey (
  passkey_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  -- An issue makes one.
  request_id uuid NOT NULL UNIQUE REFERENCES request ON DELETE CASCADE,
  correlation_id text NOT NULL,
  device_id uuid NOT NULL,
  person_id uuid NOT NULL,
  -- As profiles name it.
  relying_party text NOT NULL,
  display_name text NOT NULL,
  state text NOT NULL DEFAULT 'BEGUN' CHECK (state IN ('BEGUN', 'MADE', 'REGISTERED', 'TO_DELETE', 'DELETED')),
  -- How often options were fetched: each is a batch of its own on the card. tried_by: the try of the holder that they were fetched for.
  tries integer NOT NULL DEFAULT 0,
  tried_by text,
  options jsonb,
  options_at timestamptz,
  -- What the key answered, until the relying party has it.
  made jsonb,
  relying_party_id text,
  user_handle text,
  aaguid uuid,
  credential_id_sha256_hex text,
  provider_id text,
  -- The card says by itself which one it is (enterprise attestation).
  serial_evidence boolean NOT NULL DEFAULT false,
  configured_at timestamptz,
  registered_at timestamptz,
  deleted_at timestamptz,
  delete_again_at timestamptz,
  delete_failed text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX passkey_device ON passkey (device_id);
CREATE INDEX passkey_to_delete ON passkey (delete_again_at) WHERE state = 'TO_DELETE';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE passkey');
    await runner.query('ALTER TABLE request DROP COLUMN passkey');
  }
}
