/**
 * What no two people may share, in the one form in which it is compared (service-kit subject-fields): a key per account field beside the
 * text that was imported. Rows from before are keyed by the service (people/person-accounts.ts), because SQL knows neither IDNA nor
 * Unicode's invisible characters; those that collide have no key and stand in person_collision until one of them is mended.
 *
 * keyed_from: the values that the keys were made from. A service of the version before writes people without it: such a row is found by
 * the partial index and keyed again.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PersonAccounts1700000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE person
  ADD COLUMN external_id_key text,
  ADD COLUMN email_key text,
  ADD COLUMN upn_key text,
  ADD COLUMN sid_key text,
  ADD COLUMN search_text text,
  ADD COLUMN keyed_from text[],
  -- Deferred: two people may exchange their addresses in one import.
  ADD CONSTRAINT person_external_id_once UNIQUE (tenant_id, external_id_key) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT person_email_once UNIQUE (tenant_id, email_key) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT person_upn_once UNIQUE (tenant_id, upn_key) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT person_sid_once UNIQUE (tenant_id, sid_key) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX person_unkeyed ON person (tenant_id, person_id)
  WHERE keyed_from IS DISTINCT FROM ARRAY[external_id, email, upn, sid, display_name, given_name, surname];
CREATE TABLE person_collision (
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  field text NOT NULL CHECK (field IN ('external_id', 'email', 'upn', 'sid')),
  tenant_id uuid NOT NULL,
  key text NOT NULL,
  PRIMARY KEY (person_id, field)
);
CREATE INDEX person_collision_key ON person_collision (tenant_id, field, key);
-- The order that people expect of names: Á beside A, lower case with the rest (Unicode Collation Algorithm, no language's own).
CREATE COLLATION names (provider = icu, locale = 'und');
CREATE INDEX person_names ON person (tenant_id, display_name COLLATE names, person_id);
CREATE TABLE person_import (
  import_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  -- Whoever began it goes on with it.
  actor text NOT NULL,
  expires_at timestamptz NOT NULL,
  -- Of the commit, for whoever asks again.
  result jsonb
);
CREATE INDEX person_import_expires ON person_import (expires_at);
CREATE TABLE person_import_piece (
  import_id uuid NOT NULL REFERENCES person_import ON DELETE CASCADE,
  number integer NOT NULL CHECK (number > 0),
  data bytea NOT NULL,
  PRIMARY KEY (import_id, number)
);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TABLE person_import_piece, person_import, person_collision;
DROP INDEX person_names, person_unkeyed;
DROP COLLATION names;
ALTER TABLE person DROP COLUMN external_id_key, DROP COLUMN email_key, DROP COLUMN upn_key, DROP COLUMN sid_key,
  DROP COLUMN search_text, DROP COLUMN keyed_from;
`);
  }
}
