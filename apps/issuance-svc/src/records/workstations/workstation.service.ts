/**
 * Workstations and their agents: what they say, renewal, revocation (design.md section 3, bootstrap). The NATS account key is the
 * vault's; here is who may get a JWT signed. A workstation's id comes from the subject of a message, which NATS permissions vouch
 * for, or from a code (enrolment.service.ts), never from what an agent says.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentStatus, ReaderState } from '@cardwright/contracts/nats/edge.api';
import type { Workstation } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Page, RequestOf } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { pageLimit, pageOf } from '../../persistence/page.js';
import type { WorkstationEntity } from '../../persistence/workstation.entity.js';
import { AgentRevocations } from './agent-revocations.js';
import { WorkstationRepository } from './workstation.repository.js';

/** Longer than a healthy agent needs, short enough for a list that people wait for. */
const pingTimeoutMs = 1_500;

@Injectable()
export class WorkstationService {
  constructor(
    private readonly database: DataSource,
    private readonly repository: WorkstationRepository,
    private readonly rpc: RpcClient,
    private readonly revocations: AgentRevocations,
  ) {}

  async list(
    tenantId: string,
    asked: RequestOf<IssuanceApi, 'workstations.list'>,
    context: ChangeContext,
  ): Promise<Page<Workstation>> {
    const rows = await this.repository.page(tenantId, asked);
    const shown = await Promise.all(rows.map(async (row) => workstationOf(row, await this.isOnline(row, context))));
    return pageOf(
      shown,
      pageLimit(asked.limit),
      ({ name }) => name,
      (workstation) => workstation,
    );
  }

  /** Throws REQUEST_NOT_FOUND, also for one that was revoked. */
  async get(tenantId: string, workstationId: string): Promise<WorkstationEntity> {
    const workstation = await this.repository.find(String(workstationId));
    if (workstation === null || workstation.tenantId !== tenantId || workstation.revokedAt !== null)
      throw new CardwrightError('REQUEST_NOT_FOUND', 'No such workstation', { workstationId });
    return workstation;
  }

  /** Throws EDGE_PCSC_* where the agent cannot ask for its readers: that is not "no reader". */
  async readers(workstationId: string, context: ChangeContext): Promise<{ readers: ReaderState[] }> {
    await this.get(context.tenantId, workstationId);
    const asked = await this.rpc.edge(workstationId, 'readers.list', {}, callContextOf(context));
    const { readers, pcsc, pcscCode = 'EDGE_PCSC_UNAVAILABLE', detail } = asked;
    if (pcsc === 'unavailable') throw new CardwrightError(pcscCode, detail, { workstationId });
    return { readers };
  }

  /** Half-life renewal of an agent that is connected as this workstation. */
  async renewJwt(
    workstationId: string,
    agentNkey: string,
    context: ChangeContext,
  ): Promise<{ jwt: string; expiresAt: string }> {
    const workstation = await this.repository.find(workstationId);
    if (workstation === null || workstation.revokedAt !== null || workstation.agentNkey !== agentNkey)
      throw new CardwrightError('EDGE_FORBIDDEN_SUBJECT', 'This agent is not enrolled here', { workstationId });
    const signed = await this.rpc.pki('agents.sign-jwt', { workstationId, agentNkey }, callContextOf(context));
    await appendAudit(this.database.manager, {
      ...context,
      actor: `agent:${workstationId}`,
      action: 'workstation.jwt-renewed',
      object: `workstation:${workstationId}`,
      details: { expiresAt: signed.expiresAt },
    });
    return signed;
  }

  /**
   * Drops the live connection and refuses later ones: at once if the vault answers, otherwise by the job. An open code becomes void,
   * because a thief of the machine may have it too. Safe to repeat.
   */
  async revoke(workstationId: string, reason: string, context: ChangeContext): Promise<{ workstation: Workstation }> {
    const { row, agentNkey } = await inTransaction(this.database, async (manager) => {
      // Locked before it is read: an enrolment at the same moment comes before all of this or after it.
      const workstation = await this.repository.lock(manager, String(workstationId));
      if (workstation === null || workstation.tenantId !== context.tenantId)
        throw new CardwrightError('REQUEST_NOT_FOUND', 'No such workstation', { workstationId });
      const { agentNkey: before, revokedAt } = workstation;
      await this.repository.update(manager, workstationId, { revokedAt: revokedAt ?? new Date() });
      const codeVoid = await this.repository.voidCode(manager, workstationId);
      if (before !== null) await this.revocations.enqueueIn(manager, { agentNkey: before, workstationId }, context);
      await appendAudit(manager, {
        ...context,
        action: 'workstation.revoked',
        object: `workstation:${workstationId}`,
        reason,
        details: { agentNkey: before, codeVoid },
      });
      return { row: (await this.repository.find(workstationId, manager))!, agentNkey: before };
    });
    if (agentNkey !== null) await this.revocations.revokeNow(agentNkey);
    return { workstation: workstationOf(row, false) };
  }

  seen(workstationId: string, status?: AgentStatus): Promise<void> {
    return this.repository.seen(workstationId, status?.agentVersion ?? null);
  }

  private async isOnline(row: WorkstationEntity, context: ChangeContext): Promise<boolean> {
    if (row.agentNkey === null || row.revokedAt !== null) return false;
    try {
      const options = { timeoutMs: pingTimeoutMs };
      const status = await this.rpc.edge(row.workstationId, 'agent.status', {}, callContextOf(context), options);
      await this.seen(row.workstationId, status);
      return true;
    } catch {
      // For a list, a missing answer and a refusal mean the same.
      return false;
    }
  }
}

const workstationOf = (row: WorkstationEntity, online: boolean): Workstation => ({
  workstationId: row.workstationId,
  name: row.name,
  agentNkey: row.agentNkey,
  agentVersion: row.agentVersion,
  enrolledAt: row.enrolledAt?.toISOString() ?? null,
  lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
  online,
});
