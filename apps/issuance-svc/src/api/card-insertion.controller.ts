/**
 * A card that comes back: the saga that waits for it goes on by itself. One that goes, or an agent that was restarted: the saga
 * that waits for a PIN opens the card again. Whoever waits for a card to be put in again after its saga hears of it too. The workstation is taken from the subject, which NATS permissions vouch for; a card
 * at another workstation than its saga's changes nothing here (that is a move).
 */
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, NatsContext, Payload } from '@nestjs/microservices';
import type { AgentStatus, EdgeEvents } from '@cardwright/contracts/nats/edge.api';
import { anyEdgeEventSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { Reinsertions } from '../jobs/reinsertions/reinsertions.service.js';
import { LostSessions } from '../sagas/run/lost-sessions.js';
import { WaitingSagas } from '../sagas/run/waiting-sagas.js';

@Controller()
export class CardInsertionController {
  constructor(
    private readonly waiting: WaitingSagas,
    private readonly lost: LostSessions,
    private readonly reinsertions: Reinsertions,
  ) {}

  @EventPattern<string>(anyEdgeEventSubject('card.removed'))
  async removed(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    const { heldBy, readerName, identityText = null } = payload as EdgeEvents['card.removed'];
    const workstationId = workstationOfSubject(context.getSubject());
    if (heldBy !== null) await this.lost.cardRemoved(workstationId, heldBy);
    await this.reinsertions.removed({ workstationId, readerName, identityText });
  }

  @EventPattern<string>(anyEdgeEventSubject('sessions.ended'))
  async ended(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    const { requestIds } = payload as EdgeEvents['sessions.ended'];
    const workstationId = workstationOfSubject(context.getSubject());
    for (const requestId of requestIds) await this.lost.cardRemoved(workstationId, requestId);
  }

  @EventPattern<string>(anyEdgeEventSubject('agent.started'), { onlyLast: true })
  async agentStarted(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    await this.waiting.agentStarted(workstationOfSubject(context.getSubject()), payload as AgentStatus);
  }

  @EventPattern<string>(anyEdgeEventSubject('card.inserted'))
  async inserted(@Payload() payload: unknown, @Ctx() context: NatsContext): Promise<void> {
    const { identityText, insertedMsAgo } = payload as EdgeEvents['card.inserted'];
    if (identityText === null) return;
    const workstationId = workstationOfSubject(context.getSubject());
    await this.waiting.cardInserted(workstationId, identityText);
    await this.reinsertions.inserted({
      workstationId,
      identityText,
      insertedMsAgo: typeof insertedMsAgo === 'number' && insertedMsAgo >= 0 ? insertedMsAgo : null,
    });
  }
}
