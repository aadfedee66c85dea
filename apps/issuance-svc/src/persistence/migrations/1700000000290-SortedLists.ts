/** The lists of people and devices sort by what people look for, and what changed lately is found without reading all. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SortedLists1700000000290 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX person_units ON person (tenant_id, organizational_unit COLLATE names, person_id);
CREATE INDEX person_created ON person (tenant_id, created_at, person_id);
CREATE INDEX person_updated ON person (tenant_id, updated_at, person_id);
CREATE INDEX device_labels ON device (tenant_id, label COLLATE names, device_id);
CREATE INDEX device_state ON device (tenant_id, state, device_id);
CREATE INDEX device_model ON device (tenant_id, model_id, device_id);
CREATE INDEX device_expiry ON device (tenant_id, expires_on, device_id);
CREATE INDEX device_updated ON device (tenant_id, updated_at, device_id);
CREATE INDEX credential_current ON credential (tenant_id, not_after, device_id)
  WHERE state IN ('REQUESTED', 'ISSUED_OFF_CARD', 'ON_CARD', 'VERIFIED', 'ACTIVE', 'HELD') AND not_after IS NOT NULL;
ANALYZE person, device, credential;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP INDEX person_units, person_created, person_updated, device_labels, device_state, device_model, device_expiry, device_updated, credential_current;
`);
  }
}
