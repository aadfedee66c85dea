/**
 * Sagas that wait for something at a workstation: parked for a card or for an agent, or with a card open for the holder's PIN. What an agent
 * reports wakes them at once, but a report that came while nobody listened is lost. So the agents of those that wait are asked in turn, and
 * what their readers hold now decides.
 */
import { Inject, Injectable } from '@nestjs/common';
import { WorkflowNotFoundError } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { goesOnByItself } from '@cardwright/card-saga/failure';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import { cardInsertedSignal } from '@cardwright/contracts/workflow/card-write.contract';
import { LeaderWork } from '@cardwright/service-kit/leader-work';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { mayGoOn, type WaitingSaga } from '../../domain/wake-up.js';
import { LostSessions } from './lost-sessions.js';
import { SAGA_PACE, type SagaPace } from './saga-pace.js';
import { SagaStarter } from './saga-starter.service.js';

interface Waiting extends WaitingSaga {
  deviceId: string;
  attempt: number;
  state: 'FAILED' | 'AWAITING_USER';
  /** Milliseconds since it parked. */
  parkedMs: number;
  tenantId: string;
  correlationId: string;
}

/** An agent that is connected answers at once. */
const askMs = 2_000;
const workstationsAtOnce = 16;

@Injectable()
export class WaitingSagas extends LeaderWork {
  constructor(
    private readonly database: DataSource,
    private readonly starter: SagaStarter,
    private readonly lost: LostSessions,
    private readonly rpc: RpcClient,
    @Inject(SAGA_PACE) private readonly pace: SagaPace,
  ) {
    super({ dataSource: database, lock: 'cardwright-issuance-waiting-sagas', intervalMs: pace.waitingSagasMs });
  }

  /** This card is in a reader of this workstation. A running saga is signalled too: it may be just about to park because it missed the card. */
  async cardInserted(workstationId: string, identityText: string): Promise<void> {
    const rows: { deviceId: string }[] = await this.database.query(
      `SELECT device.device_id AS "deviceId" FROM device JOIN request ON request.request_id = device.active_request_id
       WHERE device.identity_text = $1 AND request.state IN ('FAILED', 'IN_PROGRESS') AND request.workstation_id = $2`,
      [identityText, workstationId],
    );
    for (const { deviceId } of rows) await this.wake(deviceId);
  }

  /** The agent of this workstation has connected, for the first time or again. */
  async agentStarted(workstationId: string, status: AgentStatus): Promise<void> {
    for (const waiting of await this.at(workstationId)) await this.look(waiting, status);
  }

  async round(): Promise<boolean> {
    const rows: { workstationId: string }[] = await this.database.query(
      `SELECT DISTINCT request.workstation_id AS "workstationId" ${sagasThatWait} ORDER BY 1`,
      [goesOnByItself],
    );
    const left = rows.map(({ workstationId }) => workstationId);
    const askInTurn = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await this.ask(next);
    };
    await Promise.all(Array.from({ length: workstationsAtOnce }, askInTurn));
    return false;
  }

  private async ask(workstationId: string): Promise<void> {
    // The rows are read before the agent is asked. A saga that begins to wait while the agent answers belongs to the next round.
    const due = (await this.at(workstationId)).filter((waiting) => this.isDue(waiting));
    if (due[0] === undefined) return;
    const inUse = due.filter(({ code }) => code === 'CARD_BUSY').map(({ identityText }) => identityText);
    const status = await this.status(workstationId, due[0], inUse);
    if (status !== null) for (const waiting of due) await this.look(waiting, status);
  }

  private isDue({ state, parkedMs, attempt }: Waiting): boolean {
    // One that waits for a PIN opened its card just now.
    return parkedMs >= (state === 'FAILED' ? this.pace.restMs(attempt) : this.pace.waitingSagasMs);
  }

  /** null: it is away. */
  private async status(workstationId: string, context: CallContext, inUse: string[]): Promise<AgentStatus | null> {
    try {
      return await this.rpc.edge(workstationId, 'agent.status', { inUse }, context, { timeoutMs: askMs });
    } catch (error) {
      if (!isCardwrightError(error, 'EDGE_UNREACHABLE'))
        this.logger.warn({ err: error, workstationId }, 'the agent did not say what its readers hold');
      return null;
    }
  }

  private async look(waiting: Waiting, status: AgentStatus): Promise<void> {
    const { deviceId, attempt, state, requestId } = waiting;
    if (state === 'FAILED') return mayGoOn(waiting, status) ? this.wake(deviceId) : undefined;
    if (!status.readers.some(({ heldBy }) => heldBy === requestId)) await this.lost.report(deviceId, attempt);
  }

  private at(workstationId: string): Promise<Waiting[]> {
    return this.database.query(
      `SELECT request.request_id AS "requestId", request.device_id AS "deviceId", request.type, request.attempt, request.state,
         request.error_code AS code, device.identity_text AS "identityText",
         (extract(epoch FROM now() - request.updated_at) * 1000)::float8 AS "parkedMs",
         request.tenant_id AS "tenantId", request.correlation_id AS "correlationId"
       ${sagasThatWait} AND request.workstation_id = $2`,
      [goesOnByItself, workstationId],
    );
  }

  private async wake(deviceId: string): Promise<void> {
    await this.starter
      .handle(deviceId)
      .signal(cardInsertedSignal)
      .catch((error: unknown) => {
        // The saga has ended meanwhile, so nothing waits for the card any more.
        if (!(error instanceof WorkflowNotFoundError)) this.logger.warn({ err: error, deviceId }, 'signal not sent');
      });
  }
}

/** $1: codes that a saga parks for when it waits for its card, its workstation, or another program. */
const sagasThatWait = `FROM request JOIN device ON device.active_request_id = request.request_id
  WHERE (request.state = 'FAILED' AND request.error_code = ANY ($1)
    OR request.state = 'AWAITING_USER' AND request.awaiting = 'pin')`;
