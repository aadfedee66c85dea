/** What a card keeps of its stock batch (contracts card/well-known-secrets.ts), and who said that a well-known value is acceptable. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeptSecrets1700000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE device ADD COLUMN kept_secrets jsonb NOT NULL DEFAULT '[]';
      ALTER TABLE request ADD COLUMN accept_well_known boolean NOT NULL DEFAULT false;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE request DROP COLUMN accept_well_known;
      ALTER TABLE device DROP COLUMN kept_secrets;`);
  }
}
