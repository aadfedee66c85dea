/**
 * Devices of which something changed that is published with them but is no part of their row: whether their holder may have a card, and whether
 * their profile is in use. The database notes them, whoever made the change; jobs/lifecycle/devices-to-publish.ts publishes them.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const inUse = `state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED')`;

export class DevicesToPublish1700000000081 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE device_to_publish (device_id uuid PRIMARY KEY REFERENCES device ON DELETE CASCADE);

CREATE FUNCTION publish_devices_of_person() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO device_to_publish SELECT device_id FROM device
  WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id AND ${inUse} ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER publish_devices_of_person AFTER UPDATE OF enabled, approved ON person FOR EACH ROW
  WHEN (OLD.enabled <> NEW.enabled OR OLD.approved <> NEW.approved) EXECUTE FUNCTION publish_devices_of_person();

CREATE FUNCTION publish_devices_of_profile() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE changed profile_withdrawal;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  INSERT INTO device_to_publish SELECT device_id FROM device
  WHERE tenant_id = changed.tenant_id AND profile_name = changed.name AND ${inUse} ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER publish_devices_of_profile AFTER INSERT OR DELETE ON profile_withdrawal FOR EACH ROW
  EXECUTE FUNCTION publish_devices_of_profile();
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TRIGGER publish_devices_of_person ON person;
DROP TRIGGER publish_devices_of_profile ON profile_withdrawal;
DROP FUNCTION publish_devices_of_person, publish_devices_of_profile;
DROP TABLE device_to_publish;
`);
  }
}
