/**
 * A new version of a profile may change what is due for every card that has an older one. Publishing notes the profile alone;
 * jobs/lifecycle/devices-to-publish.ts notes its cards in pages, so that a profile of very many cards holds up nobody.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProfileVersions1700000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE profile_to_publish (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  -- The cards up to this one are noted.
  after_device_id uuid,
  PRIMARY KEY (tenant_id, name)
);
CREATE INDEX device_profile ON device (tenant_id, profile_name, device_id);

CREATE FUNCTION publish_profile_version() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO profile_to_publish (tenant_id, name) VALUES (NEW.tenant_id, NEW.name)
  ON CONFLICT (tenant_id, name) DO UPDATE SET after_device_id = NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER publish_profile_version AFTER INSERT ON credential_profile_version FOR EACH ROW
  WHEN (NEW.version > 1) EXECUTE FUNCTION publish_profile_version();
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TRIGGER publish_profile_version ON credential_profile_version;
DROP FUNCTION publish_profile_version;
DROP INDEX device_profile;
DROP TABLE profile_to_publish;
`);
  }
}
