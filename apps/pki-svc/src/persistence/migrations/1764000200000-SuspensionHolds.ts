/**
 * Marks the holds that come from a suspension, with the number of its last wish. A wish that comes late changes nothing
 * (ca/certificate-status.ts).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SuspensionHolds1764000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table certificates
         add column hold_sequence integer not null default 0,
         add column held_by_suspension boolean not null default false`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table certificates drop column hold_sequence, drop column held_by_suspension');
  }
}
