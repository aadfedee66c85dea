/**
 * Chains new audit rows by hash, in one copy per schema, several times a second. Rows are taken in the order in which
 * they became visible; a batch is one UPDATE that also moves the head, guarded by the head's old value, so that even
 * two leaders (a lock lost unnoticed) cannot fork the chain.
 */
import type { DataSource } from 'typeorm';
import { schemaOf } from '../database/data-source.js';
import { LeaderLoop } from '../leader-loop.js';
import type { Logger } from '../logging/logger.js';
import { auditHash, recordColumns, type AuditRecord } from './audit-record.js';

const batchSize = 500;
/** Well within the second that a row may stay unchained. */
const intervalMs = 300;

export class AuditChainer {
  private readonly loop: LeaderLoop;

  constructor(
    private readonly dataSource: DataSource,
    logger: Pick<Logger, 'error' | 'info'>,
  ) {
    this.loop = new LeaderLoop({
      dataSource,
      lock: `cardwright-audit/${schemaOf(dataSource)}`,
      intervalMs,
      work: async () => (await chainOnce(dataSource)) === batchSize,
      logger,
    });
  }

  start(): void {
    this.loop.start();
  }

  /** Chains what is there and ends. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await chainOnce(this.dataSource).catch(() => undefined);
  }
}

/** Chains one batch. Returns how many rows it chained; 0 also when another leader was faster. */
export async function chainOnce(dataSource: DataSource): Promise<number> {
  // Rows and head in one statement, hence one snapshot: were the head read later than the rows, it could already cover them.
  const rows: (AuditRecord & { head_sequence: string; head_hash: Buffer })[] = await dataSource.query(
    `select ${recordColumns}, head.sequence as head_sequence, head.hash as head_hash from audit_log, audit_head head
      where audit_log.sequence is null order by id limit ${batchSize}`,
  );
  const [first] = rows;
  if (!first) return 0;
  const head = { sequence: first.head_sequence, hash: first.head_hash };
  let hash = head.hash;
  let sequence = Number(head.sequence);
  const [previous, hashes, sequences]: [Buffer[], Buffer[], number[]] = [[], [], []];
  for (const row of rows) {
    previous.push(hash);
    hash = auditHash(row, ++sequence, hash);
    hashes.push(hash);
    sequences.push(sequence);
  }
  const [, changed]: [unknown, number] = await dataSource.query(
    `with moved as (
       update audit_head set sequence = $5, hash = $6 where sequence = $7 and hash = $8 returning 1
     )
     update audit_log set sequence = new.sequence, previous_hash = new.previous_hash, hash = new.hash
       from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[]) as new (id, sequence, previous_hash, hash)
      where audit_log.id = new.id and audit_log.sequence is null and exists (select from moved)`,
    [rows.map((row) => row.id), sequences, previous, hashes, sequence, hash, head.sequence, head.hash],
  );
  return changed;
}
