/**
 * People and cards are found by a part of what stands in them, without reading all: the text of a row that is looked through, folded as the
 * question is, with an index of its trigrams. A label is looked up exactly too.
 */
import { createTrigrams, dropTrigrams, trigramsOf } from '@cardwright/service-kit/database/text-search';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Search1700000000270 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`${createTrigrams};
-- A person that is not keyed yet (records/people/person-accounts.ts) is found by its text as it is.
ALTER TABLE person ADD COLUMN searched text GENERATED ALWAYS AS (
  coalesce(search_text, lower(display_name || ' ' || given_name || ' ' || surname || ' ' || external_id))
    || coalesce(' ' || lower(email), '') || coalesce(' ' || lower(upn), '')) STORED;
ALTER TABLE device ADD COLUMN searched text GENERATED ALWAYS AS (lower(label || ' ' || identity_text)) STORED;
CREATE INDEX person_searched ON person USING gin (${trigramsOf('searched')});
CREATE INDEX device_searched ON device USING gin (${trigramsOf('searched')});
CREATE INDEX device_label ON device (tenant_id, label);
ANALYZE person, device;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP INDEX person_searched, device_searched, device_label;
ALTER TABLE person DROP COLUMN searched;
ALTER TABLE device DROP COLUMN searched;
${dropTrigrams};
`);
  }
}
