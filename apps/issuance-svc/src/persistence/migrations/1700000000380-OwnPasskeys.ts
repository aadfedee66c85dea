/** Passkeys that are registered at our own portal: what it knows of them as their relying party (docs/relying-parties.md). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OwnPasskeys1700000000380 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- The user handle of a person: random, so that a key that is found says nobody's name or id.
CREATE TABLE own_passkey_user (
  tenant_id uuid NOT NULL,
  relying_party text NOT NULL,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  user_handle text NOT NULL UNIQUE,
  PRIMARY KEY (tenant_id, relying_party, person_id)
);
-- Of registrations.
CREATE TABLE own_passkey_challenge (
  challenge text PRIMARY KEY,
  tenant_id uuid NOT NULL,
  relying_party text NOT NULL,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX own_passkey_challenge_over ON own_passkey_challenge (expires_at);
CREATE TABLE own_passkey (
  provider_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  relying_party text NOT NULL,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  credential_id text NOT NULL,
  -- COSE.
  public_key bytea NOT NULL,
  sign_count bigint NOT NULL,
  aaguid uuid NOT NULL,
  display_name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  UNIQUE (tenant_id, relying_party, credential_id)
);
CREATE INDEX own_passkey_person ON own_passkey (person_id);
-- Challenges of sign-ins that were answered: the gateway makes them, and a browser keeps them until then.
CREATE TABLE own_passkey_answered (
  challenge text PRIMARY KEY,
  answered_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX own_passkey_answered_at ON own_passkey_answered (answered_at);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['own_passkey_answered', 'own_passkey', 'own_passkey_challenge', 'own_passkey_user'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
