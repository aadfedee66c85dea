/** A blank card that is bound to a person is published too when the person or the profile changes (DevicesToPublish has the functions). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const before = `state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED')`;
const after = `state IN ('ASSIGNED', 'PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED')`;

const functions = (followed: string): string => `
CREATE OR REPLACE FUNCTION publish_devices_of_person() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO device_to_publish SELECT device_id FROM device
  WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id AND ${followed} ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION publish_devices_of_profile() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE changed profile_withdrawal;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  INSERT INTO device_to_publish SELECT device_id FROM device
  WHERE tenant_id = changed.tenant_id AND profile_name = changed.name AND ${followed} ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
`;

export class BoundCards1700000000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(functions(after));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(functions(before));
  }
}
