/**
 * Workstations and their agents: what they say, renewal, revocation (design.md section 3, bootstrap). The NATS account key is the
 * vault's; here is who may get a JWT signed. A workstation's id comes from the subject of a message, which NATS permissions vouch
 * for, or from a code (enrolment.service.ts), never from what an agent says.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ReaderState } from '@cardwright/contracts/nats/edge.api';
import type { Workstation, WorkstationDetail, WorkstationReport } from '@cardwright/contracts/workstation/workstation';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Page, ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import { releaseVersion, type ServerVersions } from '@cardwright/contracts/workstation/versions';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import type { WorkstationEntity } from '../../persistence/workstation.entity.js';
import type { BegunExport } from '../audit/exported-list.js';
import { AgentRevocations } from './agent-revocations.js';
import { agentSays, type AgentSays } from './agent-report.js';
import { HeardAgents } from './heard-agents.js';
import { WorkstationList } from './workstation-list.js';
import { WorkstationRepository } from './workstation.repository.js';

/**
 * Longer than a healthy agent needs, short enough for a list that people wait for. All agents of a page are asked at once, and NATS answers at once
 * for those that are not connected.
 */
const pingTimeoutMs = 1_500;
/** An answer is written if what is written is older. */
const writtenLatelyMs = 30_000;

/** A day at which somebody is at work. */
const openToDeploymentMs = 24 * 3_600_000;

@Injectable()
export class WorkstationService {
  constructor(
    private readonly database: DataSource,
    private readonly repository: WorkstationRepository,
    private readonly rpc: RpcClient,
    private readonly revocations: AgentRevocations,
    private readonly rows: WorkstationList,
    private readonly agents: HeardAgents,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'minimumAgentVersion'>,
  ) {}

  /** Found by what was heard last; each row of the page tells what its agent answers now. Of an export it tells what is on record. */
  async list(
    tenantId: string,
    asked: RequestOf<IssuanceApi, 'workstations.list'>,
    context: ChangeContext,
    exporting?: BegunExport,
  ): Promise<Page<Workstation>> {
    await this.agents.write();
    const { rows, nextCursor } = await this.rows.page(tenantId, asked, exporting);
    const heard = await this.rows.heard(rows.map(({ workstationId }) => workstationId));
    const shown = rows.map(async (row) => {
      const online = heard.has(row.workstationId);
      if (asked.forExport === true) return { ...workstationOf(row, null), online };
      return workstationOf(row, await this.ask({ row, heard: online }, context));
    });
    return { rows: await Promise.all(shown), nextCursor };
  }

  async summary(tenantId: string): Promise<ReplyOf<IssuanceApi, 'workstations.summary'>> {
    await this.agents.write();
    return this.rows.summary(tenantId);
  }

  /** Throws REQUEST_NOT_FOUND. */
  async detail(workstationId: string, context: ChangeContext): Promise<{ workstation: WorkstationDetail }> {
    await this.agents.write();
    const row = await this.repository.find(String(workstationId));
    if (row === null || row.tenantId !== context.tenantId)
      throw new CardwrightError('REQUEST_NOT_FOUND', say('missing.workstation'), { workstationId });
    const answer = await this.ask({ row, heard: (await this.rows.heard([workstationId])).has(workstationId) }, context);
    const policies = answer?.policies ?? row.report?.policies ?? null;
    return { workstation: { ...workstationOf(row, answer), policies } };
  }

  /** Throws REQUEST_NOT_FOUND, also for one that was revoked. */
  async get(tenantId: string, workstationId: string): Promise<WorkstationEntity> {
    const workstation = await this.repository.find(String(workstationId));
    if (workstation === null || workstation.tenantId !== tenantId || workstation.revokedAt !== null)
      throw new CardwrightError('REQUEST_NOT_FOUND', say('missing.workstation'), { workstationId });
    return workstation;
  }

  /** Throws EDGE_PCSC_* where the agent cannot ask for its readers: that is not "no reader". */
  async readers(workstationId: string, context: ChangeContext): Promise<{ readers: ReaderState[] }> {
    await this.get(context.tenantId, workstationId);
    const asked = await this.rpc.edge(workstationId, 'readers.list', {}, callContextOf(context));
    const { readers, pcsc, pcscCode = 'EDGE_PCSC_UNAVAILABLE', detail, said } = asked;
    if (pcsc === 'unavailable')
      throw CardwrightError.fromWire({
        code: pcscCode,
        message: detail,
        details: { workstationId },
        said: said?.detail,
      });
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
      throw new CardwrightError('EDGE_FORBIDDEN_SUBJECT', say('access.agent-not-here'), { workstationId });
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
        throw new CardwrightError('REQUEST_NOT_FOUND', say('missing.workstation'), { workstationId });
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
    return { workstation: workstationOf(row, null) };
  }

  /** For a computer that was set up again: its record may be taken over once by a deployment code, and its agent of before goes out of use then. */
  async allowEnrolment(
    workstationId: string,
    reason: string,
    context: ChangeContext,
  ): Promise<{ workstation: Workstation; until: string }> {
    const { row, until } = await inTransaction(this.database, async (manager) => {
      const workstation = await this.repository.lock(manager, String(workstationId));
      if (workstation === null || workstation.tenantId !== context.tenantId)
        throw new CardwrightError('REQUEST_NOT_FOUND', say('missing.workstation'), { workstationId });
      const end = (await this.repository.openToDeployment(manager, workstationId, openToDeploymentMs)).toISOString();
      await appendAudit(manager, {
        ...context,
        action: 'workstation.enrolment-allowed',
        object: `workstation:${workstationId}`,
        reason,
        details: { until: end },
      });
      return { row: (await this.repository.find(workstationId, manager))!, until: end };
    });
    return { workstation: workstationOf(row, null), until };
  }

  /** said: the status or the report of an agent. */
  heard(workstationId: string, said: unknown): void {
    this.agents.seen(workstationId, agentSays(said));
  }

  stopped(workstationId: string): void {
    this.agents.gone(workstationId);
  }

  /** An agent that is too old is told so and goes on: it is for its administrator to update it. Which version it is, its status tells the record. */
  versions(): ServerVersions {
    return { serverVersion: releaseVersion, minimumAgentVersion: this.config.minimumAgentVersion };
  }

  /** What the agent says now; null: it does not answer, which for a list is the same as that it refuses. */
  private async ask(
    { row, heard }: { row: WorkstationEntity; heard: boolean },
    context: ChangeContext,
  ): Promise<AgentSays | null> {
    if (row.agentNkey === null || row.revokedAt !== null) return null;
    try {
      const options = { timeoutMs: pingTimeoutMs };
      const status = await this.rpc.edge(row.workstationId, 'agent.status', {}, callContextOf(context), options);
      const says = agentSays(status);
      if (!heard || Date.now() - (row.reportedAt?.getTime() ?? 0) > writtenLatelyMs)
        this.agents.seen(row.workstationId, says);
      return says;
    } catch {
      if (heard) this.agents.gone(row.workstationId);
      return null;
    }
  }
}

/** answer: of its agent, just now; null: there is none. */
const workstationOf = (row: WorkstationEntity, answer: AgentSays | null): Workstation => ({
  workstationId: row.workstationId,
  name: row.name,
  group: row.groupName,
  agentNkey: row.agentNkey,
  agentVersion: answer?.agentVersion ?? row.agentVersion,
  enrolledAt: row.enrolledAt?.toISOString() ?? null,
  lastSeenAt: (answer === null ? row.lastSeenAt : new Date())?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
  online: answer !== null,
  report: answer === null ? keptReport(row) : reportOf(answer, new Date()),
});

function keptReport(row: WorkstationEntity): WorkstationReport | null {
  if (row.report === null || row.reportedAt === null) return null;
  const { system, autoUpdate, autoUpdateSource, policyProblems } = row;
  const counts = { readerCount: row.readerCount ?? 0, cardCount: row.cardCount ?? 0 };
  return reportOf({ system, autoUpdate, autoUpdateSource, policyProblems, ...row.report, ...counts }, row.reportedAt);
}

const reportOf = (says: Omit<WorkstationReport, 'reportedAt'>, at: Date): WorkstationReport => ({
  reportedAt: at.toISOString(),
  system: says.system,
  autoUpdate: says.autoUpdate,
  autoUpdateSource: says.autoUpdateSource,
  policyProblems: says.policyProblems,
  pcsc: says.pcsc,
  pcscCode: says.pcscCode,
  readers: says.readers,
  readerCount: says.readerCount,
  cardCount: says.cardCount,
});
