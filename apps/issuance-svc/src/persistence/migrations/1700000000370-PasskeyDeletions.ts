/** Passkeys that have to go when their card ends: why, since when and until when, and for whom the relying party has them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PasskeyDeletions1700000000370 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE passkey
  -- Of the person when it was registered: it is deleted there, whoever the record names meanwhile.
  ADD COLUMN object_id text,
  ADD COLUMN delete_why text,
  ADD COLUMN delete_requested_at timestamptz,
  ADD COLUMN delete_due_at timestamptz,
  ADD COLUMN delete_attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN half_told_at timestamptz,
  ADD COLUMN overdue_told_at timestamptz;
UPDATE passkey SET delete_why = 'undone', delete_requested_at = updated_at, delete_due_at = updated_at + interval '18 hours'
WHERE state = 'TO_DELETE';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE passkey DROP COLUMN object_id, DROP COLUMN delete_why, DROP COLUMN delete_requested_at, DROP COLUMN delete_due_at,
  DROP COLUMN delete_attempts, DROP COLUMN half_told_at, DROP COLUMN overdue_told_at;
`);
  }
}
