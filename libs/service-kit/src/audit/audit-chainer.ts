/**
 * Chains new audit rows by hash, in one copy per schema, several times a second. Rows are taken in the order in which
 * they became visible; a batch is one UPDATE that also moves the head, guarded by the head's old value, so that even
 * two leaders (a lock lost unnoticed) cannot fork the chain.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { schemaOf } from '../database/data-source.js';
import { LeaderWork } from '../leader-work.js';
import { appendAudit } from './append-audit.js';
import { auditHash, recordColumns, type AuditRecord } from './audit-record.js';
import { chainRewritten } from './verify-audit-chain.js';

const batchSize = 500;
/** Well within the second that a row may stay unchained. */
const intervalMs = 300;

@Injectable()
export class AuditChainer extends LeaderWork {
  /** The newest row that this process has chained. */
  private last: ChainLink | null = null;

  constructor(private readonly dataSource: DataSource) {
    super({ dataSource, lock: `cardwright-audit/${schemaOf(dataSource)}`, intervalMs });
  }

  async round(): Promise<boolean> {
    return (await this.chain()) === batchSize;
  }

  /** Chains the rows that are there, then ends. */
  override async onApplicationShutdown(): Promise<void> {
    await super.onApplicationShutdown();
    await this.chain().catch(() => undefined);
  }

  /**
   * Before it continues, the process checks that the row which it chained last is still there. An attacker who cuts off the end of the
   * chain and sets the head back, or has rows chained again, cannot reach this memory and is found. The trail itself then reports it.
   */
  private async chain(): Promise<number> {
    const { count, link, foundHash } = await chainOnce(this.dataSource, this.last);
    if (this.last !== null && foundHash !== undefined) {
      await this.reportRewritten(this.last, foundHash);
      this.last = null;
      return this.chain();
    }
    if (link !== null) this.last = link;
    return count;
  }

  private async reportRewritten({ sequence, hash }: ChainLink, found: Buffer | null): Promise<void> {
    this.logger.error({ sequence, schema: schemaOf(this.dataSource) }, 'the audit chain was rewritten');
    await appendAudit(this.dataSource.manager, {
      tenantId: defaultTenantId,
      actor: 'system:audit-chainer',
      correlationId: 'audit-chainer',
      action: chainRewritten,
      object: `audit:${sequence}`,
      details: { sequence, chainedHashHex: hexOf(hash), foundHashHex: found === null ? null : hexOf(found) },
    });
  }
}

interface ChainLink {
  sequence: number;
  hash: Buffer;
}
interface Chained {
  count: number;
  /** The newest row that was chained. */
  link: ChainLink | null;
  /** Set only if the row of `last` has changed: its current hash, or null if the row is gone. In that case nothing was chained. */
  foundHash?: Buffer | null;
}
const hexOf = (hash: Buffer): string => hash.toString('hex').toUpperCase();

/** Chains one batch. Chains nothing if another leader was faster. last: a row that was chained before and must be unchanged. */
export async function chainOnce(dataSource: DataSource, last: ChainLink | null = null): Promise<Chained> {
  // Rows and head in one statement, hence one snapshot: were the head read later than the rows, it could already cover them.
  const rows: (AuditRecord & { head_sequence: string; head_hash: Buffer; last_hash: Buffer | null })[] =
    await dataSource.query(
      `select ${recordColumns}, head.sequence as head_sequence, head.hash as head_hash,
         (select hash from audit_log where sequence = $1) as last_hash from audit_log, audit_head head
       where audit_log.sequence is null order by id limit ${batchSize}`,
      [last?.sequence ?? null],
    );
  const [first] = rows;
  if (!first) return { count: 0, link: null };
  if (last !== null && first.last_hash?.equals(last.hash) !== true)
    return { count: 0, link: null, foundHash: first.last_hash };
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
  return { count: changed, link: changed === 0 ? null : { sequence, hash } };
}
