/** From which try on a key may have made a passkey that its saga does not know of. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PasskeyDoubts1700000000450 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE passkey ADD COLUMN in_doubt_from integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE passkey DROP COLUMN in_doubt_from');
  }
}
