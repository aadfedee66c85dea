/**
 * A card that comes back: the saga that waits for it goes on by itself. One that goes, or an agent that was restarted: the saga
 * that waits for a PIN opens the card again. The workstation is taken from the subject, which NATS permissions vouch for; a card
 * at another workstation than its saga's changes nothing here (that is a move).
 */
import { Controller, Logger } from '@nestjs/common';
import { Ctx, EventPattern, NatsContext, Payload } from '@nestjs/microservices';
import { WorkflowNotFoundError } from '@temporalio/client';
import { DataSource } from 'typeorm';
import type { AgentStatus, EdgeEvents } from '@cardwright/contracts/nats/edge.api';
import { anyEdgeEventSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { cardInsertedSignal } from '@cardwright/contracts/workflow/card-write.contract';
import { LostSessions } from '../sagas/lost-sessions.js';
import { SagaStarter } from '../sagas/saga-starter.service.js';

@Controller()
export class CardInsertionController {
  private readonly logger = new Logger(CardInsertionController.name);

  constructor(
    private readonly database: DataSource,
    private readonly starter: SagaStarter,
    private readonly lost: LostSessions,
  ) {}

  @EventPattern<string>(anyEdgeEventSubject('card.removed'))
  async removed(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    const { heldBy } = payload as EdgeEvents['card.removed'];
    if (heldBy !== null) await this.lost.cardRemoved(workstationOfSubject(context.getSubject()), heldBy);
  }

  @EventPattern<string>(anyEdgeEventSubject('agent.started'), { onlyLast: true })
  async agentStarted(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    const workstationId = workstationOfSubject(context.getSubject());
    await this.lost.agentStarted(workstationId, payload as AgentStatus);
    // Parked because the agent was away: its reader may still be held by the saga's own session, and then no card is told of.
    await this.wake(
      await this.database.query(
        `SELECT device_id FROM request WHERE workstation_id = $1 AND state = 'FAILED' AND error_code = 'EDGE_UNREACHABLE'`,
        [workstationId],
      ),
    );
  }

  @EventPattern<string>(anyEdgeEventSubject('card.inserted'))
  async inserted(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    const event = payload as EdgeEvents['card.inserted'];
    if (event.identityText === null) return;
    // A running saga is told too: it may be just about to park because it missed the card.
    const rows: { device_id: string }[] = await this.database.query(
      `SELECT device.device_id FROM device JOIN request ON request.request_id = device.active_request_id
       WHERE device.identity_text = $1 AND request.state IN ('FAILED', 'IN_PROGRESS') AND request.workstation_id = $2`,
      [event.identityText, workstationOfSubject(context.getSubject())],
    );
    await this.wake(rows);
  }

  private async wake(rows: readonly { device_id: string }[]): Promise<void> {
    for (const { device_id: deviceId } of rows)
      await this.starter
        .handle(deviceId)
        .signal(cardInsertedSignal)
        .catch((error: unknown) => {
          // The saga ended in the meantime: nothing waits for the card any more.
          if (!(error instanceof WorkflowNotFoundError)) this.logger.warn({ err: error, deviceId }, 'signal not sent');
        });
  }
}
