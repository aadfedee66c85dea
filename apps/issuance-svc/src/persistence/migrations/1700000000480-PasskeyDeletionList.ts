/** The list of deletions of passkeys is read newest first, a page at a time. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PasskeyDeletionList1700000000480 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX passkey_deletions ON passkey (tenant_id, delete_requested_at, passkey_id) WHERE delete_requested_at IS NOT NULL;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX passkey_deletions');
  }
}
