/** Certificates are found by a part of their subject without reading all of them. Serial numbers have their index. */
import { createTrigrams, dropTrigrams, trigramsOf } from '@cardwright/service-kit/database/text-search';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Search1764000900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createTrigrams);
    await runner.query(
      `create index certificates_subject on certificates using gin (${trigramsOf('lower(subject_text)')})`,
    );
    await runner.query('analyze certificates');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index certificates_subject');
    await runner.query(dropTrigrams);
  }
}
