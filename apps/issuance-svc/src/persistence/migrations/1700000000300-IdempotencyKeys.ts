/** Idempotency keys of clients, with what was answered to each: the same request, sent again, is done once. */
import { createIdempotencyTable, dropIdempotencyTable } from '@cardwright/service-kit/idempotency/idempotency-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IdempotencyKeys1700000000300 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return createIdempotencyTable(runner);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropIdempotencyTable(runner);
  }
}
