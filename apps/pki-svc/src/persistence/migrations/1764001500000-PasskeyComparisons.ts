/** How often the vault has signed to compare the passkeys of a card with what their relying party lists; besides the deletions, with a limit of its own. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PasskeyComparisons1764001500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Of the hour that began then.
    await runner.query(
      `alter table asserted_cards add column comparisons integer not null default 0, add column comparisons_since timestamptz`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table asserted_cards drop column comparisons, drop column comparisons_since');
  }
}
