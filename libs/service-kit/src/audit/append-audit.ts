/**
 * Writes one audit row inside the caller's transaction: the action and its record exist together or not at all. One
 * INSERT, no lock: chaining comes later (audit-chainer.ts), because a chain head locked here would serialise everything.
 */
import type { EntityManager } from 'typeorm';
import type { Actor } from '@cardwright/contracts/nats/rpc';
import { preparedIn } from '../database/prepared-query.js';

export interface AuditEntry {
  tenantId: string;
  /** Who: an actor envelope, or a text such as `system:issuance-svc`. */
  actor: Actor | string;
  /** `<noun>.<past-tense>`: `device.state-changed`, `initial-pin.revealed`. */
  action: string;
  /** On what: `<noun>:<id>`. */
  object: string;
  reason?: string | null | undefined;
  correlationId: string;
  /** Ids, codes, old and new states. Never a secret, no personal data but ids: rows are kept for years. */
  details?: Record<string, unknown> | undefined;
}

/** Actor as one text: `person:<sub>@<iss>`, `client:<clientId>@<iss>`, `system:<service>`. */
export function actorText(actor: Actor | string): string {
  if (typeof actor === 'string') return actor;
  if (actor.kind === 'system') return `system:${actor.sub}`;
  if (actor.kind === 'client') return `client:${actor.clientId ?? actor.sub}@${actor.iss}`;
  return `person:${actor.sub}@${actor.iss}${actor.clientId === undefined ? '' : ` via ${actor.clientId}`}`;
}

export async function appendAudit(manager: EntityManager, entry: AuditEntry): Promise<void> {
  await preparedIn(
    manager,
    'append-audit',
    `insert into audit_log (tenant_id, actor, action, object, reason, correlation_id, details)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      entry.tenantId,
      actorText(entry.actor),
      entry.action,
      entry.object,
      entry.reason ?? null,
      entry.correlationId,
      JSON.stringify(entry.details ?? {}),
    ],
  );
}
