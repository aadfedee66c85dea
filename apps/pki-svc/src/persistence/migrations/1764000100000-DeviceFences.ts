/** The newest lease that changed the vault's data of a device. An older lease can change nothing any more (custody/device-fence.ts). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeviceFences1764000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table device_fences (
         device_id text primary key,
         tenant_id uuid not null,
         fencing_token bigint not null
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table device_fences');
  }
}
