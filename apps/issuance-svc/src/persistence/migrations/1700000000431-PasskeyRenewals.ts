/** Passkeys that are to be renewed after a reprovision of their card, as its profile says: since when. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PasskeyRenewals1700000000431 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE passkey ADD COLUMN renew_since timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE passkey DROP COLUMN renew_since');
  }
}
