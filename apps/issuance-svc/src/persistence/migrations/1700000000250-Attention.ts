/** What waits for somebody, counted at every look of an operator's page without reading all requests (domain/attention.ts). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Attention1700000000250 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX request_attention ON request (tenant_id, created_at, request_id)
  WHERE stuck_reason IS NOT NULL OR state = 'AWAITING_USER';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX request_attention;');
  }
}
