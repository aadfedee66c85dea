/**
 * Walks an audit chain from its first row and names the first one that is wrong: changed, missing, reordered or
 * inserted; or rows that the chainer never came to. It trusts nothing in the table but what the hashes bind. Somebody who rewrites the
 * whole chain and its head while no chainer remembers it would be found by signed checkpoints only, which are not built.
 */
import type { DataSource, EntityManager } from 'typeorm';
import type { AuditVerification } from '@cardwright/contracts/nats/audit-rows';
import { auditHash, recordColumns, type ChainedRecord } from './audit-record.js';
import { genesisHash } from './audit-table.js';
import { diagnose, type Problem } from './diagnose-break.js';

const pageSize = 1_000;
/** A row this old without a place in the chain: the chainer does not run. Longer than any transaction of ours. */
const unchainedAfterSeconds = 60;
/**
 * Rows are chained in the order in which they appear, so one that says it happened this much before its predecessors was put in later.
 * No transaction of ours is open that long, and no clock is set back that far.
 */
const backdatedMs = 60 * 60_000;
/** What the chainer writes when a row that it chained is gone or another one (audit-chainer.ts). */
export const chainRewritten = 'audit.chain-rewritten';

/** Reads in one snapshot, so that it may run beside the chainer. */
export async function verifyAuditChain(dataSource: DataSource, schema: string): Promise<AuditVerification> {
  return dataSource.transaction('REPEATABLE READ', (manager) => verify(manager, schema));
}

async function verify(manager: EntityManager, schema: string): Promise<AuditVerification> {
  const [head]: { sequence: string; hash: Buffer }[] = await manager.query('select sequence, hash from audit_head');
  const result = (rows: number, finding: Problem | null): AuditVerification => ({
    schema,
    rows,
    ok: finding === null,
    finding,
    headHashHex: head ? head.hash.toString('hex').toUpperCase() : null,
  });
  if (!head) return result(0, { sequence: 0, problem: 'missing' });
  const headSequence = Number(head.sequence);

  let before: ChainedRecord | undefined;
  let previous: ChainedRecord | undefined;
  let count = 0;
  let latest = 0;
  let finding: Problem | null = null;
  // (sequence, id): a doubled sequence (its constraint dropped) must not hide a row between two pages.
  let [lastSequence, lastId] = ['-9223372036854775808', '0'];
  for (;;) {
    const page: ChainedRecord[] = await manager.query(
      `select ${recordColumns}, sequence, previous_hash, hash from audit_log
        where sequence is not null and (sequence, id) > ($1, $2) order by sequence, id limit ${pageSize}`,
      [lastSequence, lastId],
    );
    for (const row of page) {
      const linked = row.previous_hash.equals(previous?.hash ?? genesisHash);
      const whole = auditHash(row, row.sequence, row.previous_hash).equals(row.hash);
      if (Number(row.sequence) !== count + 1 || !linked || !whole)
        return result(count, await diagnose(manager, { before, previous, row, expected: count + 1, headSequence }));
      count++;
      const at = Date.parse(row.at);
      // The first one is named, but only when the chain itself holds: a broken one says more.
      if (at < latest - backdatedMs) finding ??= { sequence: count, problem: 'backdated' };
      if (row.action === chainRewritten) finding ??= { sequence: count, problem: 'rewritten' };
      latest = Math.max(latest, at);
      [before, previous] = [previous, row];
    }
    const last = page.at(-1);
    if (page.length < pageSize || !last) break;
    [lastSequence, lastId] = [last.sequence, last.id];
  }
  if (count < headSequence) return result(count, { sequence: count + 1, problem: 'missing' });
  if (count > headSequence) return result(count, { sequence: headSequence + 1, problem: 'inserted' });
  if (!(previous?.hash ?? genesisHash).equals(head.hash)) return result(count, { sequence: count, problem: 'changed' });

  const [late]: { found: boolean }[] = await manager.query(
    `select exists (select from audit_log
      where sequence is null and at < clock_timestamp() - interval '${unchainedAfterSeconds} seconds') as found`,
  );
  return result(count, finding ?? (late?.found ? { sequence: count + 1, problem: 'unchained' } : null));
}
