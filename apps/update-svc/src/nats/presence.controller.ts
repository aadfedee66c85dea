/**
 * Where cards are, as agents report it, in the order in which each does: a removal that overtakes the insertion behind it would leave a card unknown
 * that is there. Delegation only; the workstation is the subject's, for which NATS permissions vouch.
 */
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { AgentStatus, EdgeEvents } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { anyEdgeEventSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { MessageContext } from '@cardwright/service-kit/nats/message-context';
import { Clock } from '../config/clock.js';
import { OfferClock } from '../offers/offer-clock.js';
import { PresenceRepository, type Heard, type InsertedCard } from '../persistence/presence.repository.js';

@Controller()
export class PresenceController {
  constructor(
    private readonly cards: PresenceRepository,
    private readonly offers: OfferClock,
    private readonly clock: Clock,
  ) {}

  @EventPattern<string>(anyEdgeEventSubject('card.inserted'), { inOrder: true })
  async inserted(@Payload() payload: unknown, @Ctx() context: MessageContext): Promise<void> {
    const [card] = cardIn(payload as EdgeEvents['card.inserted']);
    if (card === undefined) return;
    const workstationId = workstationOfSubject(context.getSubject());
    await this.cards.inserted(defaultTenantId, workstationId, card, this.heard(context));
    this.offers.soon();
  }

  @EventPattern<string>(anyEdgeEventSubject('card.removed'), { inOrder: true })
  async removed(@Payload() payload: unknown, @Ctx() context: MessageContext): Promise<void> {
    const { readerName } = payload as EdgeEvents['card.removed'];
    const workstationId = workstationOfSubject(context.getSubject());
    await this.cards.removed(defaultTenantId, workstationId, readerName, this.heard(context));
  }

  @EventPattern<string>(anyEdgeEventSubject('agent.started'), { onlyLast: true, inOrder: true })
  agentStarted(@Payload() payload: unknown, @Ctx() context: MessageContext): Promise<void> {
    return this.all(context, (payload as AgentStatus).readers);
  }

  /** What was asked for (check/presence-questions.ts). */
  @EventPattern<string>(anyEdgeEventSubject('card.present'), { onlyLast: true, inOrder: true })
  present(@Payload() payload: unknown, @Ctx() context: MessageContext): Promise<void> {
    return this.all(context, (payload as EdgeEvents['card.present']).cards);
  }

  private heard({ cameAt }: MessageContext): Heard {
    return { at: new Date(this.clock.now()), cameAt };
  }

  private async all(context: MessageContext, cards: readonly Parameters<typeof cardIn>[0][]): Promise<void> {
    const workstationId = workstationOfSubject(context.getSubject());
    await this.cards.replace(defaultTenantId, workstationId, cards.flatMap(cardIn), this.heard(context));
    this.offers.soon();
  }
}

/** One that the agent could not read has no identity. */
const cardIn = ({ readerName, identityText }: { readerName: string; identityText?: string | null }): InsertedCard[] =>
  typeof identityText === 'string' ? [{ readerName, identityText }] : [];
