/** Passkeys of suspended cards, at relying parties that can switch one off: what the newest change of the card wants, until it is so there. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PasskeySuspensions1700000000372 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE passkey
  ADD COLUMN disabled boolean NOT NULL DEFAULT false,
  -- null: the relying party has done what was wanted.
  ADD COLUMN disable_wanted boolean,
  ADD COLUMN disable_again_at timestamptz;
CREATE INDEX passkey_to_disable ON passkey (disable_again_at) WHERE disable_wanted IS NOT NULL;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE passkey DROP COLUMN disabled, DROP COLUMN disable_wanted, DROP COLUMN disable_again_at',
    );
  }
}
