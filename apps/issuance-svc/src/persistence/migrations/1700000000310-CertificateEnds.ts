/**
 * When the first of each card's current certificates ends, kept by the database whoever changes one: the list of cards sorts and narrows by it. In a table
 * of its own, since a new revision of the card's row would be published. It is brought up to date as the transaction ends, when all its other locks are held.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const current = `state IN ('REQUESTED', 'ISSUED_OFF_CARD', 'ON_CARD', 'VERIFIED', 'ACTIVE', 'HELD') AND not_after IS NOT NULL`;

export class CertificateEnds1700000000310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE certificate_end (
  device_id uuid PRIMARY KEY REFERENCES device ON DELETE CASCADE,
  tenant_id uuid NOT NULL,
  -- null: the card has no current certificate.
  not_after timestamptz
);
INSERT INTO certificate_end
  SELECT device.device_id, device.tenant_id, earliest FROM device LEFT JOIN (
    SELECT device_id, min(not_after) AS earliest FROM credential WHERE ${current} GROUP BY device_id) AS ends USING (device_id);
CREATE INDEX certificate_end_sorted ON certificate_end (tenant_id, not_after, device_id);
DROP INDEX credential_current;

CREATE FUNCTION begin_certificate_end() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO certificate_end (device_id, tenant_id) VALUES (NEW.device_id, NEW.tenant_id);
  RETURN NULL;
END $$;
CREATE TRIGGER begin_certificate_end AFTER INSERT ON device FOR EACH ROW EXECUTE FUNCTION begin_certificate_end();

CREATE FUNCTION keep_certificate_end() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE card uuid := coalesce(NEW.device_id, OLD.device_id);
BEGIN
  -- Whoever changes another certificate of this card at the same time waits here, and then sees this one.
  PERFORM FROM certificate_end WHERE device_id = card FOR UPDATE;
  UPDATE certificate_end SET not_after = found.earliest
  FROM (SELECT min(not_after) AS earliest FROM credential WHERE device_id = card AND ${current}) AS found
  WHERE device_id = card AND certificate_end.not_after IS DISTINCT FROM found.earliest;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER keep_certificate_end AFTER INSERT OR DELETE OR UPDATE OF state, not_after ON credential
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_certificate_end();
ANALYZE certificate_end;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TRIGGER begin_certificate_end ON device;
DROP TRIGGER keep_certificate_end ON credential;
DROP FUNCTION begin_certificate_end, keep_certificate_end;
DROP TABLE certificate_end;
CREATE INDEX credential_current ON credential (tenant_id, not_after, device_id) WHERE ${current};
`);
  }
}
