/**
 * Card sessions that ended while their saga waits for the holder's PIN: the agent tells of a card that was taken out and of
 * its own restart, and a PIN that comes too late finds nobody. The saga is told, opens the card again and asks anew; while a
 * batch runs nobody need be told, because the batch fails by itself.
 */
import { Injectable, Logger } from '@nestjs/common';
import { WorkflowNotFoundError } from '@temporalio/client';
import { DataSource } from 'typeorm';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import { cardSessionLostSignal, type CardSessionLost } from '@cardwright/contracts/workflow/card-write.contract';
import { isUuid } from '../persistence/page.js';
import { SagaStarter } from './saga-starter.service.js';

@Injectable()
export class LostSessions {
  private readonly logger = new Logger(LostSessions.name);

  constructor(
    private readonly database: DataSource,
    private readonly starter: SagaStarter,
  ) {}

  /** The agent of this workstation gave up the reader that this request held. */
  async cardRemoved(workstationId: string, requestId: string): Promise<void> {
    if (!isUuid(requestId)) return;
    await this.tellWaiting(workstationId, 'request_id = $2', requestId);
  }

  /** Connected, the first time or again: what it does not hold any more is lost. */
  async agentStarted(workstationId: string, { readers }: AgentStatus): Promise<void> {
    const held = readers.flatMap(({ heldBy }) => (heldBy === null ? [] : [heldBy]));
    await this.tellWaiting(workstationId, 'request_id::text <> ALL ($2)', held);
  }

  async tell(deviceId: string, attempt: number): Promise<void> {
    await this.starter
      .handle(deviceId)
      .signal<[CardSessionLost]>(cardSessionLostSignal, { attempt })
      .catch((error: unknown) => {
        // The saga ended in the meantime: nothing waits any more.
        if (!(error instanceof WorkflowNotFoundError)) this.logger.warn({ err: error, deviceId }, 'signal not sent');
      });
  }

  private async tellWaiting(workstationId: string, which: string, parameter: unknown): Promise<void> {
    const rows: { device_id: string; attempt: number }[] = await this.database.query(
      `SELECT device_id, attempt FROM request WHERE workstation_id = $1 AND state = 'AWAITING_USER' AND ${which}`,
      [workstationId, parameter],
    );
    for (const { device_id: deviceId, attempt } of rows) await this.tell(deviceId, attempt);
  }
}
