/** Codes by which many workstations enrol themselves: a code is stored as a hash, and counts its places here, where the last is given once. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeploymentCodes1700000000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE deployment_code (
  deployment_code_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  code_sha256_hex text NOT NULL UNIQUE,
  group_name text,
  name_pattern text NOT NULL,
  places integer NOT NULL CHECK (places > 0),
  used integer NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND places),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX deployment_code_list ON deployment_code (tenant_id, created_at DESC, deployment_code_id DESC);
ALTER TABLE workstation ADD group_name text, ADD open_to_deployment_until timestamptz;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE workstation DROP group_name, DROP open_to_deployment_until;
DROP TABLE deployment_code;
`);
  }
}
