/**
 * What is written to the text that people and cards are found by waits in a list (`fastupdate`), which every search reads from end to end. It is short: with the
 * 4 MB that Postgres allows, a search after an import takes ten times as long and more; without any list the import takes twice as long (bench/README.md).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes = ['person_searched', 'device_searched'];

export class SearchedSoon1700000000515 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const index of indexes) await runner.query(`ALTER INDEX ${index} SET (gin_pending_list_limit = 256)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of indexes) await runner.query(`ALTER INDEX ${index} RESET (gin_pending_list_limit)`);
  }
}
