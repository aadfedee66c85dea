/** When what was reported reached this service: what is applied late undoes nothing that another workstation said after it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PresenceOrder1700000000032 implements MigrationInterface {
  name = 'PresenceOrder1700000000032';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table presence add column came_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table presence drop column came_at');
  }
}
