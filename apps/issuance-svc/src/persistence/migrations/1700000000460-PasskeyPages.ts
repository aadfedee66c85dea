/** Passkeys that are registered on a relying party's own page: what the person had there before, by which the new one is found. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PasskeyPages1700000000460 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE passkey ADD COLUMN page jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE passkey DROP COLUMN page');
  }
}
