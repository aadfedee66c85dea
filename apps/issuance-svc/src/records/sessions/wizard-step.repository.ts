/** Rows of the steps that holders have on their pages now. Times are the database's. */
import { type ToldStep, type WizardStep, wizardStaleSeconds } from '@cardwright/contracts/access/wizard-step';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { sessionActive } from './session.repository.js';

interface StepRow extends Omit<WizardStep, 'since'> {
  since: Date;
  sessionSha256Hex: string;
}

const fresh = `told_at > now() - interval '${wizardStaleSeconds} seconds'`;
/** Whoever has signed out has no page open. */
const ofActiveSession = `(session_sha256_hex = '' OR EXISTS (
  SELECT 1 FROM web_session WHERE web_session.session_sha256_hex = wizard_step.session_sha256_hex AND ${sessionActive}))`;
const shown = ['wizard', 'step', 'says', 'problem', 'request_id', 'workstation_id'];

@Injectable()
export class WizardStepRepository {
  constructor(private readonly database: DataSource) {}

  /** In the place of the one of this browser. Also forgets a few that nobody tells any more. */
  async tell(tenantId: string, personId: string, sessionSha256Hex: string, told: ToldStep): Promise<void> {
    await this.database.query(
      `DELETE FROM wizard_step WHERE (person_id, session_sha256_hex) IN (
         SELECT person_id, session_sha256_hex FROM wizard_step WHERE NOT ${fresh} AND (person_id, session_sha256_hex) <> ($1, $2)
         ORDER BY told_at LIMIT 20 FOR UPDATE SKIP LOCKED)`,
      [personId, sessionSha256Hex],
    );
    await this.database.query(
      `INSERT INTO wizard_step (person_id, session_sha256_hex, tenant_id, wizard, step, says, problem, request_id, workstation_id, since, told_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7,
         (SELECT request_id FROM request WHERE request_id = $8 AND person_id = $1 AND tenant_id = $3), $9, now(), now())
       ON CONFLICT (person_id, session_sha256_hex) DO UPDATE SET
         since = CASE WHEN wizard_step.${fresh} AND (${columnsOf('wizard_step')}) IS NOT DISTINCT FROM (${columnsOf('excluded')})
           THEN wizard_step.since ELSE now() END,
         seen_by = CASE WHEN wizard_step.${fresh} THEN wizard_step.seen_by ELSE '{}' END,
         ${shown.map((column) => `${column} = excluded.${column}`).join(', ')}, told_at = now()`,
      [
        ...[personId, sessionSha256Hex, tenantId, told.wizard, told.step, told.says ?? null, told.problem ?? null],
        ...[told.requestId ?? null, told.workstationId ?? null],
      ],
    );
  }

  /** Whether there was one. */
  async leave(personId: string, sessionSha256Hex: string): Promise<boolean> {
    const [, left]: [unknown, number] = await this.database.query(
      'DELETE FROM wizard_step WHERE person_id = $1 AND session_sha256_hex = $2',
      [personId, sessionSha256Hex],
    );
    return left > 0;
  }

  /** first: this actor is shown this page for the first time. null: no page is open. */
  async see(
    manager: EntityManager,
    tenantId: string,
    personId: string,
    actorText: string,
  ): Promise<{ step: WizardStep; first: boolean } | null> {
    const [row]: StepRow[] = await manager.query(
      `SELECT wizard, step, says, problem, request_id AS "requestId", since, session_sha256_hex AS "sessionSha256Hex",
         (SELECT name FROM workstation WHERE workstation.tenant_id = wizard_step.tenant_id AND revoked_at IS NULL AND workstation_id = coalesce(
           (SELECT workstation_id FROM request WHERE request_id = wizard_step.request_id), wizard_step.workstation_id,
           (SELECT paired_workstation_id FROM web_session WHERE session_sha256_hex = wizard_step.session_sha256_hex)
         )) AS "workstationName"
       FROM wizard_step WHERE tenant_id = $1 AND person_id = $2 AND ${fresh} AND ${ofActiveSession}
       ORDER BY since DESC LIMIT 1`,
      [tenantId, personId],
    );
    if (row === undefined) return null;
    const { sessionSha256Hex, since, ...step } = row;
    const [, added]: [unknown, number] = await manager.query(
      `UPDATE wizard_step SET seen_by = array_append(seen_by, $3)
       WHERE person_id = $1 AND session_sha256_hex = $2 AND NOT ($3 = ANY (seen_by))`,
      [personId, sessionSha256Hex, actorText],
    );
    return { step: { ...step, since: since.toISOString() }, first: added > 0 };
  }
}

const columnsOf = (table: string): string => shown.map((column) => `${table}.${column}`).join(', ');
