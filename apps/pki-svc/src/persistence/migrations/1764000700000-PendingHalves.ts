/**
 * Each half of a key set is pending for itself (custody/key-sets.ts): a PUK that is sent next does not end what is not known yet of a management
 * key, and of management keys there may be one pending for each algorithm.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PendingHalves1764000700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index key_sets_pending');
    await runner.query(
      `create unique index key_sets_pending_management_key on key_sets (device_id, management_key_algorithm)
         where management_key_state = 'pending'`,
    );
    await runner.query(`create unique index key_sets_pending_puk on key_sets (device_id) where puk_state = 'pending'`);
  }

  /** Refused while a card has two sets under way: one of them would be lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create unique index key_sets_pending on key_sets (device_id)
         where management_key_state = 'pending' or puk_state = 'pending'`,
    );
    await runner.query('drop index key_sets_pending_management_key');
    await runner.query('drop index key_sets_pending_puk');
  }
}
