/** What ends by its own time is found by its time alone: cards in use, and certificates that were left to expire. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Expiry1700000000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX device_expiring ON device (expires_on) WHERE state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED');
CREATE INDEX credential_expiring ON credential (not_after) WHERE state = 'SUPERSEDED';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX device_expiring, credential_expiring');
  }
}
