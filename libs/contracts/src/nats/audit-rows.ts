/** Rows of the audit trail as they are shown, and what a verification of a chain says. */
import type { ErrorCode } from '../errors/error-catalogue.js';

/** One event of the audit trail. */
export interface AuditRow {
  sequence: number | null;
  at: string;
  actor: string;
  action: string;
  object: string;
  reason: string | null;
  correlationId: string;
  details: Record<string, unknown>;
  hashHex: string | null;
}
export interface AuditVerification {
  schema: string;
  rows: number;
  ok: boolean;
  /** First row that is wrong, and how. */
  finding: {
    sequence: number;
    problem: 'changed' | 'missing' | 'reordered' | 'inserted' | 'unchained' | 'backdated' | 'rewritten';
  } | null;
  headHashHex: string | null;
  /** Why this chain could not be read: its service did not answer. Then nothing is known of it, and `ok` is false. */
  notReached?: ErrorCode;
}
