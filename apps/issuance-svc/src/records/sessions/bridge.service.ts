/**
 * Which agent is beside the browser of a session (docs/decisions/0012): challenges that browsers ask for, what agents answer to them, and the pairing
 * that comes of it. Codes and the ids of challenges are known by their SHA-256 only, and stand in no audit row.
 */
import { createHash } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { bridgeRefusals, type BridgeAnswer, type BridgeState } from '@cardwright/contracts/workstation/bridge';
import { typedCodeSeconds, typedCodeTries } from '@cardwright/contracts/workstation/typed-code';
import { isOlderThan } from '@cardwright/contracts/workstation/versions';
import type { Workstation } from '@cardwright/contracts/workstation/workstation';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { appendRepeatable } from '@cardwright/service-kit/audit/repeated-entries';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isSha256Hex } from '../../domain/sha256-hex.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import { WorkstationService } from '../workstations/workstation.service.js';
import { BridgeRepository, type Owner } from './bridge.repository.js';
import { sessionObject, SessionRepository } from './session.repository.js';

type Pairing = 'paired' | 'refused' | 'ended' | 'too-often';

/** Somebody who clicks again and again makes fewer. */
const challengesPerMinute = 20;

@Injectable()
export class BridgeService {
  constructor(
    private readonly database: DataSource,
    private readonly repository: BridgeRepository,
    private readonly sessions: SessionRepository,
    private readonly workstations: WorkstationService,
  ) {}

  /** Throws AUTH_REQUIRED, REQUEST_RATE_LIMITED. */
  async open(sessionSha256Hex: string, jtiSha256Hex: string): Promise<{ opened: true }> {
    await inTransaction(this.database, async (manager) => {
      const made = await this.repository.open(manager, sessionSha256Hex, jtiSha256Hex);
      if (made === null) throw new CardwrightError('AUTH_REQUIRED');
      if (made > challengesPerMinute)
        throw new CardwrightError('REQUEST_RATE_LIMITED', undefined, { retryAfterSeconds: 60 });
    });
    return { opened: true };
  }

  /** workstationId: the subject's, which NATS permissions vouch for. What is no answer is not accepted. */
  async answer(workstationId: string, answer: BridgeAnswer, context: ChangeContext): Promise<{ accepted: boolean }> {
    const { codeSha256Hex = null, refused = null } = answer as { codeSha256Hex?: string; refused?: string };
    const isCode = isSha256Hex(codeSha256Hex);
    const refusal = bridgeRefusals.find((name) => name === refused) ?? null;
    if (typeof answer.jti !== 'string' || isCode === (refusal !== null)) return { accepted: false };
    const jtiSha256Hex = createHash('sha256').update(answer.jti).digest('hex').toUpperCase();
    return inTransaction(this.database, async (manager) => {
      const given = { jtiSha256Hex, workstationId, codeSha256Hex: isCode ? codeSha256Hex : null, refused: refusal };
      const session = await this.repository.answer(manager, given);
      if (session === null) return { accepted: false };
      if (refusal !== null)
        await appendRepeatable(manager, {
          ...context,
          actor: `agent:${workstationId}`,
          action: 'bridge.refused',
          object: sessionObject(session),
          details: { workstationId, cause: refusal },
        });
      return { accepted: refusal === null };
    });
  }

  /** Throws AUTH_REQUIRED, BRIDGE_CODE_REFUSED. */
  async pair(sessionSha256Hex: string, codeSha256Hex: string, context: ChangeContext): Promise<BridgeState> {
    const pairing = await inTransaction(this.database, async (manager): Promise<Pairing> => {
      const used = await this.repository.useCode(manager, sessionSha256Hex, codeSha256Hex);
      if (used === null) return 'refused';
      const { asked, workstationId } = used;
      if (asked !== sessionSha256Hex) {
        await appendRepeatable(manager, {
          ...context,
          action: 'bridge.refused',
          object: sessionObject(asked),
          details: { workstationId, cause: 'other-browser', broughtBy: sessionObject(sessionSha256Hex) },
        });
        return 'refused';
      }
      return this.pairIn(manager, { sessionSha256Hex, workstationId }, context);
    });
    return this.outcome(pairing, sessionSha256Hex, context);
  }

  /** Throws AUTH_REQUIRED, BRIDGE_CODE_REFUSED, REQUEST_RATE_LIMITED. */
  async pairTyped(sessionSha256Hex: string, codeSha256Hex: string, context: ChangeContext): Promise<BridgeState> {
    const pairing = await inTransaction(this.database, async (manager): Promise<Pairing> => {
      const tries = await this.repository.countTry(manager, sessionSha256Hex);
      if (tries === null) return 'ended';
      if (tries > typedCodeTries) return 'too-often';
      const workstationId = await this.repository.takeTyped(manager, codeSha256Hex);
      if (workstationId === null) return 'refused';
      return this.pairIn(manager, { sessionSha256Hex, workstationId, typed: true }, context);
    });
    return this.outcome(pairing, sessionSha256Hex, context);
  }

  async offerTyped(workstationId: string, codeSha256Hex: unknown): Promise<{ accepted: boolean }> {
    if (!isSha256Hex(codeSha256Hex)) return { accepted: false };
    const accepted = await inTransaction(this.database, (manager) =>
      this.repository.offerTyped(manager, workstationId, codeSha256Hex),
    );
    return { accepted };
  }

  private async pairIn(
    manager: EntityManager,
    { sessionSha256Hex, ...details }: { sessionSha256Hex: string; workstationId: string; typed?: true },
    context: ChangeContext,
  ): Promise<Pairing> {
    const owner = await this.repository.pair(manager, sessionSha256Hex, details.workstationId);
    if (owner === null) return 'ended';
    const object = sessionObject(sessionSha256Hex);
    await appendAudit(manager, { ...as(owner, context), action: 'bridge.paired', object, details });
    return 'paired';
  }

  /** After the transaction: a try that was refused stays counted, and a code that was brought by somebody else used up. */
  private outcome(pairing: Pairing, sessionSha256Hex: string, context: ChangeContext): Promise<BridgeState> {
    if (pairing === 'refused') throw new CardwrightError('BRIDGE_CODE_REFUSED');
    if (pairing === 'too-often')
      throw new CardwrightError('REQUEST_RATE_LIMITED', undefined, { retryAfterSeconds: typedCodeSeconds });
    if (pairing === 'ended') throw new CardwrightError('AUTH_REQUIRED');
    return this.state(sessionSha256Hex, context);
  }

  /** Throws AUTH_REQUIRED. */
  async state(sessionSha256Hex: string, context: ChangeContext): Promise<BridgeState> {
    const session = await this.sessions.check(sessionSha256Hex, false);
    if (session === null) throw new CardwrightError('AUTH_REQUIRED');
    const last = await this.repository.last(sessionSha256Hex);
    const beside = await this.at(session.paired ?? last?.workstationId ?? null, context);
    return {
      workstation:
        session.paired === null || beside === null
          ? null
          : { workstationId: beside.workstationId, name: beside.name, online: beside.online },
      challenge: last === null ? null : { state: last.state, cause: last.cause },
      before: isUnseen(last?.state) ? await this.before(sessionSha256Hex, context) : null,
      outdated: this.outdated(beside),
    };
  }

  private async before(sessionSha256Hex: string, context: ChangeContext): Promise<BridgeState['before']> {
    const found = await this.at(await this.repository.before(sessionSha256Hex), context);
    if (found === null) return null;
    const { name, online, lastSeenAt, revokedAt } = found;
    return { name, online, gone: revokedAt !== null, lastSeenAt, outdated: this.outdated(found) };
  }

  private async at(workstationId: string | null, context: ChangeContext): Promise<Workstation | null> {
    return workstationId === null ? null : (await this.workstations.detail(workstationId, context)).workstation;
  }

  private outdated(workstation: Workstation | null): BridgeState['outdated'] {
    const { minimumAgentVersion } = this.workstations.versions();
    const agentVersion = workstation?.agentVersion ?? null;
    return agentVersion !== null && isOlderThan(agentVersion, minimumAgentVersion)
      ? { agentVersion, minimumAgentVersion }
      : null;
  }

  async unpair(sessionSha256Hex: string, context: ChangeContext): Promise<{ unpaired: boolean }> {
    return inTransaction(this.database, async (manager) => {
      const was = await this.repository.unpair(manager, sessionSha256Hex);
      if (was === null) return { unpaired: false };
      const { workstationId, ...owner } = was;
      await appendAudit(manager, {
        ...as(owner, context),
        action: 'bridge.unpaired',
        object: sessionObject(sessionSha256Hex),
        details: { workstationId },
      });
      return { unpaired: true };
    });
  }
}

/** Its agent is asked whether it answers: only where that says why. */
const isUnseen = (challenge: NonNullable<BridgeState['challenge']>['state'] | undefined): boolean =>
  challenge === 'open' || challenge === 'over';

const as = (owner: Owner, context: ChangeContext): ChangeContext => ({
  ...context,
  actor: { kind: 'person', roleClaims: [], ...owner },
});
