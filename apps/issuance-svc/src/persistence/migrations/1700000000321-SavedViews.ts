/** Views of lists, kept for whoever saved them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SavedViews1700000000321 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE saved_view (
  tenant_id uuid NOT NULL,
  iss text NOT NULL,
  sub text NOT NULL,
  list text NOT NULL,
  name text NOT NULL,
  query text NOT NULL,
  PRIMARY KEY (tenant_id, iss, sub, list, name)
);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE saved_view');
  }
}
