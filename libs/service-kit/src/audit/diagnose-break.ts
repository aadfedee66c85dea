/**
 * Says what happened at the first place where an audit chain does not hold. Each row's hash binds its content, its
 * sequence and the hash before it, so the traces differ: a removed row leaves a successor whose predecessor is nowhere, a
 * moved one has its predecessor elsewhere, an inserted one is passed over by its successor.
 */
import type { EntityManager } from 'typeorm';
import type { AuditVerification } from '@cardwright/contracts/nats/audit-rows';
import { auditHash, recordColumns, type ChainedRecord } from './audit-record.js';
import { genesisHash } from './audit-table.js';

export type Problem = NonNullable<AuditVerification['finding']>;

export interface Break {
  /** The row before `previous`. */
  before: ChainedRecord | undefined;
  /** The last row that held. */
  previous: ChainedRecord | undefined;
  /** The row where the chain does not hold. */
  row: ChainedRecord;
  expected: number;
  headSequence: number;
}

interface Link {
  id: string;
  sequence: string;
  previous_hash: Buffer;
  hash: Buffer;
}

export async function diagnose(manager: EntityManager, found: Break): Promise<Problem> {
  const { before, previous, row, expected } = found;
  const at = (sequence: number, problem: Problem['problem']): Problem => ({ sequence, problem });
  const sequence = Number(row.sequence);
  if (sequence > expected) return at(expected, 'missing');
  if (sequence < expected) return at(sequence, 'inserted');

  const [next]: ChainedRecord[] = await manager.query(
    `select ${recordColumns}, sequence, previous_hash, hash from audit_log
      where sequence is not null and (sequence, id) > ($1, $2) order by sequence, id limit 1`,
    [row.sequence, row.id],
  );
  const previousHash = previous?.hash ?? genesisHash;
  const nextFollowsPrevious = next?.previous_hash.equals(previousHash) ?? false;
  const links: Link[] = await manager.query(
    'select id, sequence, previous_hash, hash from audit_log where sequence is not null order by sequence, id',
  );
  const predecessorIsThere =
    row.previous_hash.equals(genesisHash) || links.some((link) => link.hash.equals(row.previous_hash));

  const original = originalSequence(row, found.headSequence + links.length);
  if (original === expected) {
    // The row itself is unchanged, but its predecessor is another one now: either this row was moved here, or the predecessor was changed
    // and hashed again.
    if (nextFollowsPrevious) return at(expected, 'inserted');
    const rowIsOld = next === undefined || next.previous_hash.equals(row.hash);
    return at(previous && rowIsOld && !predecessorIsThere ? expected - 1 : expected, 'changed');
  }
  if (original !== undefined) {
    // The row is unchanged, but not in its place. It follows the row before `previous`, so `previous` was inserted and moved this row back.
    if (previous && original === expected - 1 && row.previous_hash.equals(before?.hash ?? genesisHash))
      return at(expected - 1, 'inserted');
    if (links.some((link) => link.id !== row.id && link.hash.equals(row.hash))) return at(expected, 'inserted');
    return at(expected, predecessorIsThere ? 'reordered' : 'missing');
  }
  if (nextFollowsPrevious) return at(expected, 'inserted');
  // Its content belongs to another row's place.
  const moved = links.some((link) => auditHash(row, link.sequence, link.previous_hash).equals(link.hash));
  return at(expected, moved ? 'reordered' : 'changed');
}

/** The sequence under which a row's hash is right; undefined when there is none: its content was changed. */
function originalSequence(row: ChainedRecord, highest: number): number | undefined {
  for (let sequence = 1; sequence <= highest; sequence++)
    if (auditHash(row, sequence, row.previous_hash).equals(row.hash)) return sequence;
  return undefined;
}
