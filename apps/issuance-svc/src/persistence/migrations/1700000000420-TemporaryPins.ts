/** [C30] Which requests make a passkey with the PIN that the agent drew: their holders may look at it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TemporaryPins1700000000420 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request ADD COLUMN temporary_pin boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request DROP COLUMN temporary_pin');
  }
}
