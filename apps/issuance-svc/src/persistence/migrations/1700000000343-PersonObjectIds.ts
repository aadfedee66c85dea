/** The object id that a person has in Entra ID. No two people share one; two may exchange theirs in one transaction. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PersonObjectIds1700000000343 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE person ADD COLUMN object_id uuid;
ALTER TABLE person ADD CONSTRAINT person_object_id_once UNIQUE (tenant_id, object_id) DEFERRABLE INITIALLY DEFERRED;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE person DROP COLUMN object_id');
  }
}
