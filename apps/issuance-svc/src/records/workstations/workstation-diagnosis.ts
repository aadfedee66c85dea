/**
 * What operators ask the agent of a workstation when something is wrong there. Who asked is in the audit before the agent is; what it answers is cut and
 * redacted once more, since the agent may be another one than ours.
 */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import { diagnosisLimits, diagnosisSaidOf, diagnosisText } from '@cardwright/contracts/workstation/diagnosis';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import type { WorkstationEntity } from '../../persistence/workstation.entity.js';
import { WorkstationService } from './workstation.service.js';

/** Whose cards are in the readers is for those to see who may see others' devices. */
export type CardsShown = 'cards' | 'no cards';

@Injectable()
export class WorkstationDiagnosis {
  constructor(
    private readonly database: DataSource,
    private readonly workstations: WorkstationService,
    private readonly rpc: RpcClient,
  ) {}

  /** Throws REQUEST_NOT_FOUND, EDGE_UNREACHABLE, EDGE_OUTDATED {agentVersion}. */
  async doctor(
    workstationId: string,
    cards: CardsShown,
    context: ChangeContext,
  ): Promise<ReplyOf<IssuanceApi, 'workstations.doctor'>> {
    const { ranAt, findings } = await this.ask(
      workstationId,
      { action: 'workstation.doctor-asked', details: {} },
      () => this.rpc.edge(workstationId, 'doctor.run', {}, callContextOf(context)),
      context,
    );
    return {
      ranAt: instant(ranAt),
      findings: list(findings)
        .slice(0, diagnosisLimits.findings)
        .map(({ check, state, found, fix, said }) => ({
          check: text(check, cards),
          state: state === 'ok' || state === 'warn' ? state : 'fail',
          found: text(found, cards),
          ...(fix !== undefined && { fix: text(fix, cards) }),
          ...diagnosisSaidOf(said, (part) => text(part, cards)),
        })),
    };
  }

  /** Throws as `doctor` does, and REQUEST_RATE_LIMITED. */
  async logs(
    { workstationId, ...asked }: RequestOf<IssuanceApi, 'workstations.logs'>,
    cards: CardsShown,
    context: ChangeContext,
  ): Promise<ReplyOf<IssuanceApi, 'workstations.logs'>> {
    const { lines, older } = await this.ask(
      workstationId,
      { action: 'workstation.logs-read', details: { ...asked } },
      () => this.rpc.edge(workstationId, 'logs.read', asked, callContextOf(context)),
      context,
    );
    return {
      older: older === true,
      lines: list(lines)
        .slice(-diagnosisLimits.lines)
        .map(({ at, level, message, fields }) => ({
          at: instant(at),
          level: text(level, cards).slice(0, 10),
          message: text(message, cards),
          fields: Object.fromEntries(
            Object.entries(fields ?? {})
              .slice(0, diagnosisLimits.fields)
              .map(([name, value]) => [name.slice(0, 60), text(value, cards)]),
          ),
        })),
    };
  }

  /** The trail says who asked before the agent hears of it. */
  private async ask<Answer>(
    workstationId: string,
    { action, details }: { action: string; details: Record<string, string | number | undefined> },
    agent: () => Promise<Answer>,
    context: ChangeContext,
  ): Promise<Answer> {
    const workstation = await this.workstations.get(context.tenantId, workstationId);
    await appendAudit(this.database.manager, { ...context, action, object: `workstation:${workstationId}`, details });
    try {
      return await agent();
    } catch (error) {
      throw isCardwrightError(error, 'REQUEST_NOT_FOUND') ? outdated(workstation) : error;
    }
  }
}

const outdated = ({ agentVersion }: WorkstationEntity): CardwrightError =>
  new CardwrightError('EDGE_OUTDATED', say('record.agent-not-asked', { version: agentVersion ?? '' }), {
    agentVersion,
  });

/** `<scheme>:<value>` of a card, as device records have it. */
const identities = /\b(ykserial|cplc|cuid):[0-9A-Za-z]+/g;

function text(given: unknown, cards: CardsShown): string {
  const shown = diagnosisText(typeof given === 'string' ? given : '');
  return cards === 'cards' ? shown : shown.replaceAll(identities, '$1:…');
}

const list = <Row>(given: readonly Row[]): Row[] =>
  Array.isArray(given) ? given.filter((each) => typeof each === 'object' && each !== null) : [];

/** Of the agent's clock. */
function instant(given: unknown): string {
  const at = new Date(typeof given === 'string' ? given : Number.NaN);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
