/**
 * How a workstation gets its agent: a one-time code, then a key that the agent made for itself and signs the code with (docs/agent.md).
 * What a stranger sends costs one look at an index and keeps nobody else from enrolling.
 */
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import {
  formatEnrolmentCode,
  parseEnrolmentCode,
  type EnrolmentCode,
} from '@cardwright/contracts/workstation/enrolment-code';
import { isOlderThan } from '@cardwright/contracts/workstation/versions';
import { verifyEnrolmentProof } from '@cardwright/sealing/enrolment-proof';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { verifyEd25519 } from '@cardwright/service-kit/ed25519';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { AgentRevocations } from './agent-revocations.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { WorkstationRepository } from './workstation.repository.js';

type Asked = RequestOf<IssuanceApi, 'workstations.enrol'>;
type Agent = Pick<Asked, 'agentNkey' | 'agentVersion'>;

const codeTtlMs = 15 * 60_000;
/** Limits the refusals of one good code: somebody has the code and makes mistakes with it. */
const refusalsPerMinute = 10;

@Injectable()
export class EnrolmentService {
  private readonly refusals = new AttemptLimiter(refusalsPerMinute);

  constructor(
    private readonly database: DataSource,
    private readonly repository: WorkstationRepository,
    private readonly rpc: RpcClient,
    private readonly revocations: AgentRevocations,
    @Inject(ISSUANCE_CONFIG) private readonly config: IssuanceConfig,
  ) {}

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
   * Throws ENROLMENT_CODE_INVALID for a code that is wrong, used, void or expired, whatever else is sent with it. For a good one, which
   * stays good: EDGE_OUTDATED, ENROLMENT_PROOF_INVALID, ENROLMENT_KEY_IN_USE, AUTH_FORBIDDEN (a key that is out of use),
   * REQUEST_RATE_LIMITED {retryAfterSeconds} after too many of these. The vault is asked before the code is used up and outside of any
   * transaction: a vault that is away costs neither code nor connection. What two of them got signed at once is worth nothing to the one
   * whose code the other used: it is not handed out.
   */
  async enrol(asked: Asked, context: ChangeContext): Promise<ReplyOf<IssuanceApi, 'workstations.enrol'>> {
    const code = typeof asked.code === 'string' ? parseEnrolmentCode(asked.code) : undefined;
    if (code === undefined) throw new CardwrightError('ENROLMENT_CODE_INVALID');
    const { agentNkey, agentVersion } = asked;
    if (!/^U[A-Z2-7]{55}$/.test(agentNkey) || !/^[\w.+-]{1,40}$/.test(agentVersion))
      throw new CardwrightError('REQUEST_INVALID', 'agentNkey or agentVersion is not valid');
    const codeSha256Hex = hashOf(code.secretBase64Url);
    const workstationId = await this.repository.workstationOfCode(codeSha256Hex);
    if (workstationId === null) throw new CardwrightError('ENROLMENT_CODE_INVALID');
    return this.refusals.count(codeSha256Hex, async () => {
      requireProof(code, asked);
      this.requireNewEnough(agentVersion);
      await this.requireFreeKey(agentNkey, workstationId);
      const calls = callContextOf(context);
      const { publicJwk } = await this.rpc.pki('vault.public-key', {}, calls);
      const signed = await this.rpc.pki('agents.sign-jwt', { workstationId, agentNkey }, calls);
      await this.record({ workstationId, codeSha256Hex }, { agentNkey, agentVersion }, context);
      this.revocations.hurry();
      return {
        workstationId,
        ...signed,
        natsUrl: this.config.agentNatsUrl,
        transportCaPem: this.config.transportCaPem,
        vaultPublicJwk: publicJwk,
      };
    });
  }

  private requireNewEnough(agentVersion: string): void {
    const { minimumAgentVersion } = this.config;
    if (!isOlderThan(agentVersion, minimumAgentVersion)) return;
    const text = `The agent is ${agentVersion}, this server needs ${minimumAgentVersion} or later: install that, then enrol with the same code`;
    throw new CardwrightError('EDGE_OUTDATED', text, { agentVersion, minimumAgentVersion });
  }

  /** Checked before the vault is asked; `record` checks it again. */
  private async requireFreeKey(agentNkey: string, workstationId: string): Promise<void> {
    if (await this.revocations.has(agentNkey))
      throw new CardwrightError('AUTH_FORBIDDEN', 'This agent key is out of use: enrol with a new one', { agentNkey });
    if (await this.repository.isAnothersKey({ agentNkey, workstationId }))
      throw new CardwrightError('ENROLMENT_KEY_IN_USE');
  }

  /**
   * Throws ENROLMENT_CODE_INVALID when the code was used, has expired or is void meanwhile, ENROLMENT_KEY_IN_USE; then nothing has
   * changed. A workstation has one agent: the key before this one goes out of use.
   */
  private record(
    { workstationId, codeSha256Hex }: { workstationId: string; codeSha256Hex: string },
    agent: Agent,
    context: ChangeContext,
  ): Promise<void> {
    return inTransaction(this.database, async (manager) => {
      const workstation = await this.repository.lock(manager, workstationId);
      if (workstation === null || !(await this.repository.useCode(manager, codeSha256Hex)))
        throw new CardwrightError('ENROLMENT_CODE_INVALID');
      const { agentNkey: before } = workstation;
      if (!(await this.repository.takeKey(manager, { agentNkey: agent.agentNkey, workstationId })))
        throw new CardwrightError('ENROLMENT_KEY_IN_USE');
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
    });
  }

  private transportRootSha256(): string {
    const { raw } = new X509Certificate(this.config.transportCaPem);
    return createHash('sha256').update(raw).digest('base64url');
  }
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex').toUpperCase();

function requireProof(code: EnrolmentCode, { agentNkey, agentVersion, proofBase64Url }: Asked): void {
  if (proofBase64Url === undefined)
    throw new CardwrightError(
      'EDGE_OUTDATED',
      `The agent ${agentVersion} does not prove that it has its key: install the agent that came with this server, then enrol with the same code`,
      { agentVersion },
    );
  const statement = { code, agentNkey, agentVersion };
  if (typeof proofBase64Url !== 'string' || !verifyEnrolmentProof(statement, proofBase64Url, verifyEd25519))
    throw new CardwrightError('ENROLMENT_PROOF_INVALID');
}
