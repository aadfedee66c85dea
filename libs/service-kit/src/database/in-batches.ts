/** Work that any number of copies take in batches: each batch is a transaction of its own, so that none is long and none is lost with another. */
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from './transaction.js';

export interface Batches<Row> {
  /** Takes at most `size` rows, which no other copy has, and answers those that it has done. As `work` of inTransaction: no effect outside the database. */
  take: (manager: EntityManager) => Promise<readonly Row[]>;
  size: number;
  /** With the rows of a batch, once they are committed. */
  committed?: (rows: readonly Row[]) => void;
}

/** Takes batches until one is not full. Rejects with the error of the batch that failed; those before it stay done. */
export async function inBatches<Row>(dataSource: DataSource, { take, size, committed }: Batches<Row>): Promise<void> {
  for (;;) {
    const rows = await inTransaction(dataSource, take);
    committed?.(rows);
    if (rows.length < size) return;
  }
}
