/** In which attempt of a recycle the FIDO application of the card was reset: it takes a reset only right after it got its power. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FidoReset1700000000371 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request ADD COLUMN fido_reset_attempt integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request DROP COLUMN fido_reset_attempt');
  }
}
