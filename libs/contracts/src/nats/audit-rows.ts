/** Rows of the audit trail as they are shown, and what a verification of a chain says. */
import type { GivenReason } from '../card/reasons.js';
import type { ErrorCode } from '../errors/error-catalogue.js';

/** What the trail is narrowed by; each as the row has it. */
export interface AuditFilter {
  /** `device:<id>` */
  object?: string;
  /** `device.state-changed` */
  action?: string;
  /** With whatever client they did it; or a person of the record, by `person:<id>`, however they signed in. */
  actor?: string;
  correlationId?: string;
  /** Then or later. ISO 8601, UTC. */
  from?: string;
  /** Before then. ISO 8601, UTC. */
  to?: string;
}

/** One event of the audit trail. */
export interface AuditRow extends GivenReason {
  sequence: number | null;
  at: string;
  actor: string;
  action: string;
  object: string;
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
