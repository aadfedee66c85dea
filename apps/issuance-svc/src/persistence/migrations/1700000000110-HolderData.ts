/**
 * What a certificate says of its holder, to know which certificates are out of date when that has changed. Of certificates from before nobody
 * knows; they count as made with the data of today, by what the certificate profiles had at the time of this migration.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HolderData1700000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE credential ADD COLUMN holder_data jsonb;

UPDATE credential SET holder_data = CASE
    WHEN certificate_profile IN ('piv-authentication', 'authentication-only')
      THEN jsonb_build_object('commonName', display_name, 'organizationalUnit', organizational_unit, 'upn', upn, 'sid', sid)
    ELSE jsonb_build_object('commonName', display_name, 'organizationalUnit', organizational_unit, 'email', email) END
  FROM device JOIN person ON person.person_id = device.person_id
  WHERE credential.device_id = device.device_id AND key_origin = 'card'
    AND credential.state IN ('ISSUED_OFF_CARD', 'ON_CARD', 'VERIFIED', 'ACTIVE', 'HELD')
    AND certificate_profile IN ('piv-authentication', 'authentication-only', 'piv-digital-signature', 'piv-key-management');

CREATE TRIGGER publish_devices_of_changed_person
  AFTER UPDATE OF display_name, given_name, surname, email, upn, sid, organizational_unit ON person FOR EACH ROW
  WHEN ((OLD.display_name, OLD.given_name, OLD.surname, OLD.email, OLD.upn, OLD.sid, OLD.organizational_unit)
    IS DISTINCT FROM (NEW.display_name, NEW.given_name, NEW.surname, NEW.email, NEW.upn, NEW.sid, NEW.organizational_unit))
  EXECUTE FUNCTION publish_devices_of_person();
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TRIGGER publish_devices_of_changed_person ON person;
ALTER TABLE credential DROP COLUMN holder_data;
`);
  }
}
