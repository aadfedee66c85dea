/** Workstation and enrolment code rows. Technology only. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { WorkstationEntity } from '../../persistence/workstation.entity.js';

export interface KeyOf {
  agentNkey: string;
  workstationId: string;
}

@Injectable()
export class WorkstationRepository {
  constructor(private readonly database: DataSource) {}

  find(workstationId: string, manager: EntityManager = this.database.manager): Promise<WorkstationEntity | null> {
    return manager.findOneBy(WorkstationEntity, { workstationId });
  }

  /** The workstation of this name; makes it with the given id when there is none. */
  async ensure(manager: EntityManager, tenantId: string, name: string, newId: string): Promise<string> {
    const rows: { workstation_id: string }[] = await manager.query(
      `INSERT INTO workstation (workstation_id, tenant_id, name) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id, name) DO UPDATE SET name = excluded.name RETURNING workstation_id`,
      [newId, tenantId, name],
    );
    return rows[0]!.workstation_id;
  }

  ofName(tenantId: string, name: string): Promise<WorkstationEntity | null> {
    return this.database.manager.findOneBy(WorkstationEntity, { tenantId, name });
  }

  /** Whether a deployment code may enrol a computer as it: nobody is enrolled, or an operator allows it. */
  async isOpenToDeployment(workstationId: string, manager = this.database.manager): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `SELECT 1 FROM workstation WHERE workstation_id = $1
         AND ((agent_nkey IS NULL AND revoked_at IS NULL) OR open_to_deployment_until > now())`,
      [workstationId],
    );
    return rows.length > 0;
  }

  /** Answers until when. */
  async openToDeployment(manager: EntityManager, workstationId: string, forMs: number): Promise<Date> {
    const [[row]]: [{ until: Date }[], number] = await manager.query(
      `UPDATE workstation SET open_to_deployment_until = now() + $2 * interval '1 millisecond' WHERE workstation_id = $1
       RETURNING open_to_deployment_until AS until`,
      [workstationId, forMs],
    );
    return row!.until;
  }

  /** A new code replaces the one before it. Returns when it expires, by the database's clock. */
  async putCode(
    manager: EntityManager,
    row: { tenantId: string; workstationId: string; codeSha256Hex: string; ttlMs: number },
  ): Promise<Date> {
    const rows: { expires_at: Date }[] = await manager.query(
      `INSERT INTO enrolment_code (workstation_id, tenant_id, code_sha256_hex, expires_at)
       VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')
       ON CONFLICT (workstation_id) DO UPDATE SET code_sha256_hex = excluded.code_sha256_hex,
         expires_at = excluded.expires_at, tries = 0, used_at = NULL
       RETURNING expires_at`,
      [row.workstationId, row.tenantId, row.codeSha256Hex, row.ttlMs],
    );
    return rows[0]!.expires_at;
  }

  /** The workstation of this code; null if the code is wrong, used or expired. The code stays unused. */
  async workstationOfCode(codeSha256Hex: string): Promise<string | null> {
    const [row]: { workstation_id: string }[] = await this.database.query(
      `SELECT workstation_id FROM enrolment_code WHERE code_sha256_hex = $1 AND used_at IS NULL AND expires_at > now()`,
      [codeSha256Hex],
    );
    return row?.workstation_id ?? null;
  }

  /** Every change of a workstation, its code or its key locks the workstation first. */
  lock(manager: EntityManager, workstationId: string): Promise<WorkstationEntity | null> {
    return manager.findOne(WorkstationEntity, { where: { workstationId }, lock: { mode: 'pessimistic_write' } });
  }

  /** Uses the code; only one of two callers at the same moment gets true. False: wrong, used, void or expired. */
  async useCode(manager: EntityManager, codeSha256Hex: string): Promise<boolean> {
    const [, used]: [unknown, number] = await manager.query(
      `UPDATE enrolment_code SET used_at = now(), tries = tries + 1
       WHERE code_sha256_hex = $1 AND used_at IS NULL AND expires_at > now()`,
      [codeSha256Hex],
    );
    return used > 0;
  }

  /** Whether there was an open one. */
  async voidCode(manager: EntityManager, workstationId: string): Promise<boolean> {
    const [, changed]: [unknown, number] = await manager.query(
      `UPDATE enrolment_code SET expires_at = now() WHERE workstation_id = $1 AND used_at IS NULL AND expires_at > now()`,
      [workstationId],
    );
    return changed > 0;
  }

  /** Whether another workstation has or had this key. */
  async isAnothersKey({ agentNkey, workstationId }: KeyOf, manager = this.database.manager): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `SELECT 1 FROM agent_key WHERE agent_nkey = $1 AND workstation_id <> $2
       UNION ALL SELECT 1 FROM workstation WHERE agent_nkey = $1 AND workstation_id <> $2`,
      [agentNkey, workstationId],
    );
    return rows.length > 0;
  }

  /** Gives the key to this workstation. False: it belongs or belonged to another one. */
  async takeKey(manager: EntityManager, key: KeyOf): Promise<boolean> {
    // Waits for another one that takes it at the same moment, and then finds it taken.
    await manager.query(
      `INSERT INTO agent_key (agent_nkey, tenant_id, workstation_id)
       SELECT $1, tenant_id, workstation_id FROM workstation WHERE workstation_id = $2 ON CONFLICT (agent_nkey) DO NOTHING`,
      [key.agentNkey, key.workstationId],
    );
    return !(await this.isAnothersKey(key, manager));
  }

  async update(manager: EntityManager, workstationId: string, patch: Partial<WorkstationEntity>): Promise<void> {
    await manager.update(WorkstationEntity, { workstationId }, patch);
  }
}
