/** Photos of people, and how whoever issued a card made sure who its holder is. A photo goes with its person. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HolderIdentification1700000000325 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE person_photo (
  person_id uuid PRIMARY KEY REFERENCES person ON DELETE CASCADE,
  tenant_id uuid NOT NULL,
  media_type text NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  version text NOT NULL,
  data bytea NOT NULL CHECK (octet_length(data) <= 200000),
  updated_at timestamptz NOT NULL
);
ALTER TABLE request ADD COLUMN identified_by text CHECK (identified_by IN ('photo', 'document', 'known'));
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request DROP COLUMN identified_by; DROP TABLE person_photo;');
  }
}
