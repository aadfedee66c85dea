/** The audit trail is narrowed by who, when and which request without being read through. An actor is the same with every client. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditFilters1700000000330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX audit_log_identity ON audit_log (split_part(actor, ' via ', 1), id);
CREATE INDEX audit_log_correlation ON audit_log (correlation_id, id);
CREATE INDEX audit_log_at ON audit_log (at, id);
ANALYZE audit_log;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_log_identity, audit_log_correlation, audit_log_at');
  }
}
