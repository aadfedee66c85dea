/** What one actor did of one kind is found without reading all that they did, or all of that kind, by whoever: also where it is nothing. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditActorAction1700000000341 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX audit_log_identity_action ON audit_log (split_part(actor, ' via ', 1), action, id);
ANALYZE audit_log;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_log_identity_action');
  }
}
