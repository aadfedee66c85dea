/**
 * How a workstation gets its agent: a one-time code, then a key that the agent made for itself and signs the code with (docs/agent.md).
 * What a stranger sends costs one look at an index and keeps nobody else from enrolling.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import { parseEnrolmentCode, type EnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { isOlderThan } from '@cardwright/contracts/workstation/versions';
import { say } from '@cardwright/contracts/words/say';
import { verifyEnrolmentProof } from '@cardwright/sealing/enrolment-proof';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { verifyEd25519 } from '@cardwright/service-kit/ed25519';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { AgentRevocations } from './agent-revocations.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { hashOfCode, newCode, newWorkstationId, requireName } from './code-text.js';
import { DeploymentCodeRepository } from './deployment-code.repository.js';
import { DeploymentPlaces } from './deployment-place.js';
import { WorkstationRepository } from './workstation.repository.js';

type Asked = RequestOf<IssuanceApi, 'workstations.enrol'>;
type Agent = Pick<Asked, 'agentNkey' | 'agentVersion'>;
type Enrolled = ReplyOf<IssuanceApi, 'workstations.enrol'>;

/** Which record an agent gets. take: uses the code, within the transaction that enrols. details: for the audit trail. */
interface Place {
  workstationId: string;
  take: (manager: EntityManager) => Promise<void>;
  details: object;
}

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
    private readonly codes: DeploymentCodeRepository,
    private readonly places: DeploymentPlaces,
    @Inject(ISSUANCE_CONFIG) private readonly config: IssuanceConfig,
  ) {}

  /** A new code for a workstation, known by this name or new. Shown once; only its hash is kept. */
  async createCode(text: string, context: ChangeContext): Promise<ReplyOf<IssuanceApi, 'workstations.enrolment-code'>> {
    const name = requireName(text, 'name');
    const { code, sha256Hex: codeSha256Hex } = newCode(this.config.transportCaPem);
    const { tenantId } = context;
    return inTransaction(this.database, async (manager) => {
      const workstationId = await this.repository.ensure(manager, tenantId, name, newWorkstationId());
      const row = { tenantId, workstationId, codeSha256Hex, ttlMs: codeTtlMs };
      const expiresAt = await this.repository.putCode(manager, row);
      await appendAudit(manager, {
        ...context,
        action: 'workstation.code-created',
        object: `workstation:${workstationId}`,
        details: { name, expiresAt: expiresAt.toISOString() },
      });
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
  async enrol(asked: Asked, context: ChangeContext): Promise<Enrolled> {
    const code = typeof asked.code === 'string' ? parseEnrolmentCode(asked.code) : undefined;
    if (code === undefined) throw new CardwrightError('ENROLMENT_CODE_INVALID');
    const { agentNkey, agentVersion } = asked;
    if (!/^U[A-Z2-7]{55}$/.test(agentNkey) || !/^[\w.+-]{1,40}$/.test(agentVersion))
      throw new CardwrightError('REQUEST_INVALID', say('record.agent-fields'));
    const codeSha256Hex = hashOfCode(code.secretBase64Url);
    return code.deployment === true
      ? this.enrolByDeployment(codeSha256Hex, code, asked, context)
      : this.enrolOnce(codeSha256Hex, code, asked, context);
  }

  private async enrolOnce(
    codeSha256Hex: string,
    code: EnrolmentCode,
    asked: Asked,
    context: ChangeContext,
  ): Promise<Enrolled> {
    const workstationId = await this.repository.workstationOfCode(codeSha256Hex);
    if (workstationId === null) throw new CardwrightError('ENROLMENT_CODE_INVALID');
    return this.refusals.count(codeSha256Hex, async () => {
      this.requireAgent(code, asked);
      const take = async (manager: EntityManager): Promise<void> => {
        // Locked before it is looked at: a revocation at the same moment comes before all of this or after it.
        const known = await this.repository.lock(manager, workstationId);
        if (known === null || !(await this.repository.useCode(manager, codeSha256Hex)))
          throw new CardwrightError('ENROLMENT_CODE_INVALID');
      };
      return this.enrolAs({ workstationId, take, details: {} }, asked, context);
    });
  }

  /** A code that nobody has made is told from no other wrong one; whoever has one that was made learns what became of it. */
  private async enrolByDeployment(
    codeSha256Hex: string,
    code: EnrolmentCode,
    asked: Asked,
    context: ChangeContext,
  ): Promise<Enrolled> {
    const row = await this.codes.ofHash(codeSha256Hex);
    if (row === null) throw new CardwrightError('ENROLMENT_CODE_INVALID');
    // A computer that is refused again and again keeps no other of the fleet from enrolling.
    return this.refusals.count(`${codeSha256Hex} ${String(asked.hostName)}`, async () => {
      this.requireAgent(code, asked);
      const record = await this.places.recordFor(row, asked.hostName, asked.agentNkey);
      const take = (manager: EntityManager): Promise<void> => this.places.take(manager, row, record, asked.agentNkey);
      const details = { deploymentCodeId: row.deploymentCodeId, name: record.name, group: row.groupName };
      return this.enrolAs({ workstationId: record.workstationId, take, details }, asked, context);
    });
  }

  private requireAgent(code: EnrolmentCode, asked: Asked): void {
    requireProof(code, asked);
    this.requireNewEnough(asked.agentVersion);
  }

  private async enrolAs(place: Place, { agentNkey, agentVersion }: Agent, context: ChangeContext): Promise<Enrolled> {
    const { workstationId } = place;
    await this.requireFreeKey(agentNkey, workstationId);
    const calls = callContextOf(context);
    const { publicJwk } = await this.rpc.pki('vault.public-key', {}, calls);
    const signed = await this.rpc.pki('agents.sign-jwt', { workstationId, agentNkey }, calls);
    await this.record(place, { agentNkey, agentVersion }, context);
    this.revocations.hurry();
    return {
      workstationId,
      ...signed,
      natsUrl: this.config.agentNatsUrl,
      transportCaPem: this.config.transportCaPem,
      vaultPublicJwk: publicJwk,
    };
  }

  private requireNewEnough(agentVersion: string): void {
    const { minimumAgentVersion } = this.config;
    if (!isOlderThan(agentVersion, minimumAgentVersion)) return;
    const text = say('record.agent-older', { version: agentVersion, needed: minimumAgentVersion });
    throw new CardwrightError('EDGE_OUTDATED', text, { agentVersion, minimumAgentVersion });
  }

  /** Checked before the vault is asked; `record` checks it again. */
  private async requireFreeKey(agentNkey: string, workstationId: string): Promise<void> {
    if (await this.revocations.has(agentNkey))
      throw new CardwrightError('AUTH_FORBIDDEN', say('access.agent-key-out'), { agentNkey });
    if (await this.repository.isAnothersKey({ agentNkey, workstationId }))
      throw new CardwrightError('ENROLMENT_KEY_IN_USE');
  }

  /**
   * Throws what `take` does (the code was used, has expired or is void meanwhile), and ENROLMENT_KEY_IN_USE; then nothing has changed. A
   * workstation has one agent: the key before this one goes out of use.
   */
  private record({ workstationId, take, details }: Place, agent: Agent, context: ChangeContext): Promise<void> {
    return inTransaction(this.database, async (manager) => {
      await take(manager);
      const { agentNkey: before } = (await this.repository.lock(manager, workstationId))!;
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
        details: { ...agent, replacedNkey: before, ...details },
      });
    });
  }
}

function requireProof(code: EnrolmentCode, { agentNkey, agentVersion, proofBase64Url, hostName }: Asked): void {
  if (proofBase64Url === undefined)
    throw new CardwrightError('EDGE_OUTDATED', say('record.agent-no-proof', { version: agentVersion }), {
      agentVersion,
    });
  // A one-time code knows its workstation: there the name of the computer says nothing.
  const named = code.deployment === true ? { hostName } : {};
  const statement = { code, agentNkey, agentVersion, ...named };
  if (typeof proofBase64Url !== 'string' || !verifyEnrolmentProof(statement, proofBase64Url, verifyEd25519))
    throw new CardwrightError('ENROLMENT_PROOF_INVALID');
}
