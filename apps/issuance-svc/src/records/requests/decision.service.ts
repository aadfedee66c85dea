/**
 * Single-use decisions: written after authorising, used by the saga. An update that carries an unknown, used or foreign id
 * changes nothing (DECISION_INVALID).
 */
import { randomUUID } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DecisionKind } from '../../persistence/decision.entity.js';

export interface NewDecision {
  tenantId: string;
  requestId: string;
  kind: DecisionKind;
  decidedBy: string;
  reason?: string | null;
  workstationId?: string | null;
  /** The id of the person's request. Without one (a job of ours repeats itself) the audit trail gets no row. */
  correlationId?: string;
  /** What the audit trail calls it; default: by its kind. */
  action?: string;
}
export interface UsedDecision {
  decidedBy: string;
  reason: string | null;
  workstationId: string | null;
}

@Injectable()
export class DecisionService {
  constructor(private readonly database: DataSource) {}

  /** Writes the decision and its audit row (who decided what and why) in one transaction. */
  async write(decision: NewDecision): Promise<string> {
    return inTransaction(this.database, async (manager) => {
      const { correlationId, decidedBy: actor, requestId, kind, tenantId, reason, workstationId } = decision;
      const { action = `saga.${kind}` } = decision;
      if (correlationId !== undefined)
        await appendAudit(manager, {
          tenantId,
          actor,
          action,
          object: `request:${requestId}`,
          reason,
          correlationId,
          details: workstationId ? { workstationId } : {},
        });
      return this.insert(decision, manager);
    });
  }

  private async insert(decision: NewDecision, manager: EntityManager): Promise<string> {
    const decisionId = randomUUID();
    await manager.query(
      `INSERT INTO decision (decision_id, tenant_id, request_id, kind, decided_by, reason, workstation_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        decisionId,
        decision.tenantId,
        decision.requestId,
        decision.kind,
        decision.decidedBy,
        decision.reason ?? null,
        decision.workstationId ?? null,
      ],
    );
    return decisionId;
  }

  /**
   * For a cancel from the Temporal UI: no decision was recorded before, so it is now written as already used. Once per activity.
   */
  async writeUsedCancel(
    { tenantId, requestId, reason }: Pick<NewDecision, 'tenantId' | 'requestId' | 'reason'>,
    usedBy: string,
    manager: EntityManager,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO decision (decision_id, tenant_id, request_id, kind, decided_by, reason, used_at, used_by)
       SELECT $1, $2, $3, 'cancel', 'temporal-ui', $4, now(), $5
       WHERE NOT EXISTS (SELECT FROM decision WHERE request_id = $3 AND kind = 'cancel' AND used_by = $5)`,
      [randomUUID(), tenantId, requestId, reason ?? null, usedBy],
    );
  }

  /** The cancel that this request's saga has taken, if it has. */
  async usedCancel(manager: EntityManager, requestId: string): Promise<Pick<UsedDecision, 'reason'> | null> {
    const [row]: { reason: string | null }[] = await manager.query(
      `SELECT reason FROM decision WHERE request_id = $1 AND kind = 'cancel' AND used_at IS NOT NULL ORDER BY used_at LIMIT 1`,
      [requestId],
    );
    return row ?? null;
  }

  /** An unused cancel that the same decider wrote: whoever asks again for the same thing uses it again. */
  async unusedCancel(requestId: string, decidedBy: string): Promise<string | null> {
    const [row]: { decision_id: string }[] = await this.database.query(
      `SELECT decision_id FROM decision WHERE request_id = $1 AND kind = 'cancel' AND decided_by = $2 AND used_at IS NULL
       ORDER BY created_at LIMIT 1`,
      [requestId, decidedBy],
    );
    return row?.decision_id ?? null;
  }

  /** usedBy names the asking activity: the same one may ask again after a lost answer, nobody else. Throws DECISION_INVALID. */
  async use(
    decisionId: string,
    requestId: string,
    kind: DecisionKind,
    usedBy: string,
    manager: EntityManager = this.database.manager,
  ): Promise<UsedDecision> {
    const [rows]: [{ decided_by: string; reason: string | null; workstation_id: string | null }[], number] =
      await manager.query(
        `UPDATE decision SET used_at = coalesce(used_at, now()), used_by = $4
         WHERE decision_id::text = $1 AND request_id = $2 AND kind = $3 AND (used_at IS NULL OR used_by = $4)
         RETURNING decided_by, reason, workstation_id`,
        [decisionId, requestId, kind, usedBy],
      );
    const used = rows[0];
    if (used === undefined) throw new CardwrightError('DECISION_INVALID', undefined, { requestId, kind });
    return { decidedBy: used.decided_by, reason: used.reason, workstationId: used.workstation_id };
  }
}
