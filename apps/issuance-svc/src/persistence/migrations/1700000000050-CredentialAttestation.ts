/**
 * The verdict about the card's attestation of a key (contracts card/attestation.ts); null: none was asked for, or the row is older than
 * this column.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CredentialAttestation1700000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE credential ADD COLUMN attestation text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE credential DROP COLUMN attestation');
  }
}
