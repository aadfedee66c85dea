/** How often in a row the FIDO application of a card that is recycled took no reset, because it came too late after the card got its power. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FidoResetMissed1700000000430 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request ADD COLUMN fido_reset_missed integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request DROP COLUMN fido_reset_missed');
  }
}
