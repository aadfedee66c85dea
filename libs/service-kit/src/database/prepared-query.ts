/**
 * A prepared statement for a hot path, straight on the pool of the data source: no query runner, no parsing per call
 * (design.md 7: a tenth of the CPU of a repository). Everything else goes through TypeORM.
 */
import type { Pool, PoolClient } from 'pg';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';

/** name: unique per process and text. The returned function gives the rows. */
export function preparedQuery<Row extends object>(
  dataSource: DataSource,
  name: string,
  text: string,
): (values: readonly unknown[]) => Promise<Row[]> {
  const pool = (dataSource.driver as unknown as { master: Pool }).master;
  return async (values) => (await pool.query<Row>({ name, text, values: [...values] })).rows;
}

/**
 * The same within a transaction, on its own connection: for statements that nearly every transaction has (audit, outbox). A manager
 * without one (`dataSource.manager`) takes a connection of the pool. Failures are TypeORM's own, so that inTransaction knows them.
 */
export async function preparedIn<Row extends object>(
  manager: EntityManager,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const { queryRunner, connection } = manager;
  const client =
    queryRunner === undefined
      ? (connection.driver as unknown as { master: Pool }).master
      : ((await queryRunner.connect()) as PoolClient);
  try {
    return (await client.query<Row>({ name, text, values: [...values] })).rows;
  } catch (error) {
    throw new QueryFailedError(text, [...values], error as Error);
  }
}
