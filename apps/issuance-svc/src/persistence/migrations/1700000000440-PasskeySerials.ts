/** The serial number by which a key has attested its passkey, where it says one. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PasskeySerials1700000000440 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE passkey ADD COLUMN attested_serial text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE passkey DROP COLUMN attested_serial');
  }
}
