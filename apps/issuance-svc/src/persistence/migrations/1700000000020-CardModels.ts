/** A site may take a card model of its own out of the registry again; devices keep naming it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CardModels1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE card_model ADD COLUMN withdrawn_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE card_model DROP COLUMN withdrawn_at');
  }
}
