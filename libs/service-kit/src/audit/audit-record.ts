/**
 * How an audit row is hashed: SHA-256 over the canonical JSON of the row, its sequence and the hash before it. The chainer and the verifier
 * share this code; docs/audit.md describes it for authors of other verifiers.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@cardwright/contracts/canonical-json';

/** A row as the queries below deliver it: `at` in microseconds, 64-bit numbers as text. */
export interface AuditRecord {
  id: string;
  at: string;
  tenant_id: string;
  actor: string;
  action: string;
  object: string;
  reason: string | null;
  correlation_id: string;
  details: Record<string, unknown>;
}
export interface ChainedRecord extends AuditRecord {
  sequence: string;
  previous_hash: Buffer;
  hash: Buffer;
}

/** Select list of an AuditRecord. */
export const recordColumns = `id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, tenant_id, actor, action, object, reason,
  correlation_id, details`;

/** 32 bytes. previousHash: of the row with the sequence before, or 32 zero bytes. */
export function auditHash(row: AuditRecord, sequence: number | string, previousHash: Buffer): Buffer {
  return createHash('sha256')
    .update(
      canonicalJson({
        id: row.id,
        at: row.at,
        tenantId: row.tenant_id,
        actor: row.actor,
        action: row.action,
        object: row.object,
        reason: row.reason,
        correlationId: row.correlation_id,
        details: row.details,
        sequence: String(sequence),
        previousHash: previousHash.toString('hex'),
      }),
    )
    .digest();
}
