/** What was found out about a single card (contracts card/card-facts.ts). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CardFacts1700000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE device ADD COLUMN card_facts jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE device DROP COLUMN card_facts');
  }
}
