/**
 * A card that comes back: the saga that waits for it goes on by itself. One that goes, or an agent that was restarted: the saga
 * that waits for a PIN opens the card again. The workstation is taken from the subject, which NATS permissions vouch for; a card
 * at another workstation than its saga's changes nothing here (that is a move).
 */
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, NatsContext, Payload } from '@nestjs/microservices';
import type { AgentStatus, EdgeEvents } from '@cardwright/contracts/nats/edge.api';
import { anyEdgeEventSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { LostSessions } from '../sagas/run/lost-sessions.js';
import { WaitingSagas } from '../sagas/run/waiting-sagas.js';

@Controller()
export class CardInsertionController {
  constructor(
    private readonly waiting: WaitingSagas,
    private readonly lost: LostSessions,
  ) {}

  @EventPattern<string>(anyEdgeEventSubject('card.removed'))
  async removed(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    const { heldBy } = payload as EdgeEvents['card.removed'];
    if (heldBy !== null) await this.lost.cardRemoved(workstationOfSubject(context.getSubject()), heldBy);
  }

  @EventPattern<string>(anyEdgeEventSubject('agent.started'), { onlyLast: true })
  async agentStarted(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    await this.waiting.agentStarted(workstationOfSubject(context.getSubject()), payload as AgentStatus);
  }

  @EventPattern<string>(anyEdgeEventSubject('card.inserted'))
  async inserted(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    const { identityText } = payload as EdgeEvents['card.inserted'];
    if (identityText !== null)
      await this.waiting.cardInserted(workstationOfSubject(context.getSubject()), identityText);
  }
}
