/** The list of certificates is sorted by its own columns, and narrowed by what is rare, without reading all of them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ListedCertificates1700000000328 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX credential_created ON credential (tenant_id, created_at, credential_id) WHERE serial_number_hex IS NOT NULL;
CREATE INDEX credential_expiry ON credential (tenant_id, not_after, credential_id) WHERE serial_number_hex IS NOT NULL;
CREATE INDEX credential_updated ON credential (tenant_id, updated_at, credential_id) WHERE serial_number_hex IS NOT NULL;
CREATE INDEX credential_state ON credential (tenant_id, state) WHERE serial_number_hex IS NOT NULL;
CREATE INDEX credential_key_reference ON credential (tenant_id, key_reference) WHERE serial_number_hex IS NOT NULL;
CREATE INDEX credential_profile ON credential (tenant_id, certificate_profile) WHERE serial_number_hex IS NOT NULL;
CREATE INDEX credential_issuer ON credential (tenant_id, issuer_id) WHERE serial_number_hex IS NOT NULL;
-- A beginning of it is looked up.
CREATE INDEX credential_serial_begins ON credential (tenant_id, serial_number_hex COLLATE "C") WHERE serial_number_hex IS NOT NULL;
CREATE INDEX request_profile ON request (tenant_id, profile_name);
CREATE INDEX request_person ON request (tenant_id, person_id);
ANALYZE credential, request;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP INDEX credential_created, credential_expiry, credential_updated, credential_state, credential_key_reference, credential_profile, credential_issuer,
  credential_serial_begins, request_profile, request_person;
`);
  }
}
