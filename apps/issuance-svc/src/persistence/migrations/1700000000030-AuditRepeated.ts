/**
 * What can be caused at will is counted by the minute before it becomes a row of the audit trail (service-kit `repeated-entries.ts`).
 * The index answers whose a certificate was, for the audit rows that name one.
 */
import { createRepeatedEntriesTable } from '@cardwright/service-kit/audit/repeated-entries';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditRepeated1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRepeatedEntriesTable(runner);
    await runner.query(
      'CREATE INDEX credential_by_serial ON credential (serial_number_hex) WHERE serial_number_hex IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX credential_by_serial');
    await runner.query('DROP TABLE audit_repeated');
  }
}
