/**
 * Workstations and their agents: one-time codes, enrolment, renewal, revocation (design.md section 3, bootstrap). The NATS
 * account key is the vault's; here is who may get a JWT signed. A workstation's id comes from the subject of a message,
 * which NATS permissions vouch for, or from a code, never from what an agent says.
 */
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentStatus, ReaderState } from '@cardwright/contracts/nats/edge.api';
import type { IssuanceApi, Workstation } from '@cardwright/contracts/nats/issuance.api';
import type { Page, ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import { formatEnrolmentCode, parseEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../config.js';
import { callContextOf, type ChangeContext } from '../persistence/change-context.js';
import { pageLimit, pageOf } from '../persistence/page.js';
import type { WorkstationEntity } from '../persistence/workstation.entity.js';
import { AgentRevocations } from './agent-revocations.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { WorkstationRepository } from './workstation.repository.js';

const codeTtlMs = 15 * 60_000;
const failedAttemptsPerMinute = 20;
/** Longer than a healthy agent needs, short enough for a list that people wait for. */
const pingTimeoutMs = 1_500;

@Injectable()
export class WorkstationService {
  private readonly attempts = new AttemptLimiter(failedAttemptsPerMinute);

  constructor(
    private readonly database: DataSource,
    private readonly repository: WorkstationRepository,
    private readonly rpc: RpcClient,
    private readonly revocations: AgentRevocations,
    @Inject(ISSUANCE_CONFIG) private readonly config: IssuanceConfig,
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

  /** A new code for a workstation, known by this name or new. Shown once; only its hash is kept. */
  async createCode(name: string, context: ChangeContext): Promise<ReplyOf<IssuanceApi, 'workstations.enrolment-code'>> {
    const trimmed = typeof name === 'string' ? name.trim() : '';
    if (!/^[\x21-\x7e][\x20-\x7e]{0,63}$/.test(trimmed))
      throw new CardwrightError('REQUEST_INVALID', 'A name of 1 to 64 printable ASCII characters is needed', {
        field: 'name',
      });
    // A name that looks like an id could be taken for another workstation.
    if (/^ws-[0-9a-f]{12}$/.test(trimmed))
      throw new CardwrightError('REQUEST_INVALID', 'This name looks like the id of a workstation: choose another', {
        field: 'name',
      });
    const secretBase64Url = randomBytes(16).toString('base64url');
    const { tenantId } = context;
    return inTransaction(this.database, async (manager) => {
      const newId = `ws-${randomBytes(6).toString('hex')}`;
      const workstationId = await this.repository.ensure(manager, tenantId, trimmed, newId);
      const expiresAt = await this.repository.putCode(manager, {
        tenantId,
        workstationId,
        codeSha256Hex: hashOf(secretBase64Url),
        ttlMs: codeTtlMs,
      });
      await appendAudit(manager, {
        ...context,
        action: 'workstation.code-created',
        object: `workstation:${workstationId}`,
        details: { name: trimmed, expiresAt: expiresAt.toISOString() },
      });
      const code = formatEnrolmentCode({ secretBase64Url, rootSha256Base64Url: this.transportRootSha256() });
      return { workstationId, code, expiresAt: expiresAt.toISOString() };
    });
  }

  /**
   * Throws ENROLMENT_CODE_INVALID for a code that is wrong, used or expired; REQUEST_RATE_LIMITED after too many; AUTH_FORBIDDEN for a
   * key that is out of use. The vault is asked before the code is used up and outside of any transaction: a vault that is away costs
   * neither code nor connection. What two of them got signed at once is worth nothing to the one whose code the other used: it is not
   * handed out.
   */
  async enrol(
    asked: RequestOf<IssuanceApi, 'workstations.enrol'>,
    context: ChangeContext,
  ): Promise<ReplyOf<IssuanceApi, 'workstations.enrol'>> {
    this.attempts.check();
    const code = typeof asked.code === 'string' ? parseEnrolmentCode(asked.code) : undefined;
    if (code === undefined) return this.refuseCode();
    const { agentNkey, agentVersion } = asked;
    if (!/^U[A-Z2-7]{55}$/.test(agentNkey) || !/^[\w.+-]{1,40}$/.test(agentVersion))
      throw new CardwrightError('REQUEST_INVALID', 'agentNkey or agentVersion is not valid');
    const codeSha256Hex = hashOf(code.secretBase64Url);
    const workstationId = await this.repository.workstationOfCode(codeSha256Hex);
    if (workstationId === null) return this.refuseCode();
    if (await this.revocations.has(agentNkey))
      throw new CardwrightError('AUTH_FORBIDDEN', 'This agent key is out of use: enrol with a new one', { agentNkey });
    const calls = callContextOf(context);
    const { publicJwk } = await this.rpc.pki('vault.public-key', {}, calls);
    const signed = await this.rpc.pki('agents.sign-jwt', { workstationId, agentNkey }, calls);
    if (!(await this.recordEnrolment(codeSha256Hex, { agentNkey, agentVersion }, context))) return this.refuseCode();
    this.revocations.hurry();
    return {
      workstationId,
      ...signed,
      natsUrl: this.config.agentNatsUrl,
      transportCaPem: this.config.transportCaPem,
      vaultPublicJwk: publicJwk,
    };
  }

  /** False: the code was used or has expired meanwhile. A workstation has one agent: the key before this one goes out of use. */
  private recordEnrolment(
    codeSha256Hex: string,
    agent: { agentNkey: string; agentVersion: string },
    context: ChangeContext,
  ): Promise<boolean> {
    return inTransaction(this.database, async (manager) => {
      const workstation = await this.repository.useCode(manager, codeSha256Hex);
      if (workstation === null) return false;
      const { workstationId, agentNkey: before } = workstation;
      await this.repository.update(manager, workstationId, { ...agent, enrolledAt: new Date(), revokedAt: null });
      if (before !== null && before !== agent.agentNkey)
        await this.revocations.enqueueIn(manager, { agentNkey: before, workstationId }, context);
      await appendAudit(manager, {
        ...context,
        actor: `agent:${workstationId}`,
        action: 'workstation.enrolled',
        object: `workstation:${workstationId}`,
        details: { ...agent, replacedNkey: before },
      });
      return true;
    });
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

  /** At once where the vault is there, by the job where it is not: the live connection drops and the next is refused. Safe to repeat. */
  async revoke(workstationId: string, reason: string, context: ChangeContext): Promise<{ workstation: Workstation }> {
    const workstation = await this.repository.find(String(workstationId));
    if (workstation === null || workstation.tenantId !== context.tenantId)
      throw new CardwrightError('REQUEST_NOT_FOUND', 'No such workstation', { workstationId });
    await inTransaction(this.database, async (manager) => {
      await this.repository.update(manager, workstationId, { revokedAt: workstation.revokedAt ?? new Date() });
      await appendAudit(manager, {
        ...context,
        action: 'workstation.revoked',
        object: `workstation:${workstationId}`,
        reason,
        details: { agentNkey: workstation.agentNkey },
      });
      const { agentNkey } = workstation;
      if (agentNkey !== null) await this.revocations.enqueueIn(manager, { agentNkey, workstationId }, context);
    });
    if (workstation.agentNkey !== null) await this.revocations.revokeNow(workstation.agentNkey);
    return { workstation: workstationOf((await this.repository.find(workstationId))!, false) };
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
      // No answer, or one that says no: for a list that is the same.
      return false;
    }
  }

  private refuseCode(): never {
    this.attempts.failed();
    throw new CardwrightError('ENROLMENT_CODE_INVALID');
  }

  private transportRootSha256(): string {
    const { raw } = new X509Certificate(this.config.transportCaPem);
    return createHash('sha256').update(raw).digest('base64url');
  }
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex').toUpperCase();

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
