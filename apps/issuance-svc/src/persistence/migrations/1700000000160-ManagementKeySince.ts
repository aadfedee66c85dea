/**
 * Since when a card has its management key, to know when its profile wants another one. Of cards from before, by the last session in which the card
 * said that it has a key that was under way to it.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ManagementKeySince1700000000160 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE device ADD COLUMN management_key_since timestamptz;

UPDATE device SET management_key_since = known.since
  FROM (SELECT device_id, max(updated_at) AS since FROM card_intent WHERE session->>'keySet' = 'pending' GROUP BY device_id) known
  WHERE known.device_id = device.device_id AND state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED');
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE device DROP COLUMN management_key_since');
  }
}
