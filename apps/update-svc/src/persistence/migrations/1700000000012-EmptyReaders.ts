/** A reader from which a card was taken keeps its row, without a card: what its agent said before that does not bring the card back. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EmptyReaders1700000000012 implements MigrationInterface {
  name = 'EmptyReaders1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table presence alter column identity_text drop not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from presence where identity_text is null');
    await runner.query('alter table presence alter column identity_text set not null');
  }
}
