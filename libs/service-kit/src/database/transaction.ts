/**
 * One transaction around a unit of work: state, audit row and outbox row go in together or not at all.
 * Deadlocks and serialisation failures are tried again, so `work` must have no effect outside the database.
 */
import type { DataSource, EntityManager } from 'typeorm';

const attempts = 5;

export async function inTransaction<Result>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++)
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      const code = (error as { driverError?: { code?: unknown } } | null)?.driverError?.code;
      // 40001 serialization_failure, 40P01 deadlock_detected: nothing was done, the same work may succeed now.
      if (attempt === attempts || (code !== '40001' && code !== '40P01')) throw error;
    }
}
