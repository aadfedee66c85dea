/**
 * What campaigns want of cards, found from what is known of each: in the transaction that keeps what was heard of a card (admit), and page by page
 * after a change of a campaign (campaign-clock.ts). Both ways decide by the same rules.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { causesDone } from '@cardwright/contracts/update/update-offer';
import { Clock } from '../config/clock.js';
import {
  CampaignCardRepository,
  type CardFacts,
  type Ended,
  type Member,
} from '../persistence/campaign-card.repository.js';
import type { DueEntry, KnownDevice } from '../persistence/device-state.repository.js';
import { becameOf, dueFor } from './campaign-rules.js';

@Injectable()
export class CampaignCards {
  constructor(
    private readonly cards: CampaignCardRepository,
    private readonly clock: Clock,
  ) {}

  /** Cards of campaigns are answered with what those want of them besides. The rows of the cards are locked. */
  async admit(manager: EntityManager, tenantId: string, news: readonly KnownDevice[]): Promise<KnownDevice[]> {
    const due = await this.bringUp(
      manager,
      tenantId,
      news.map(({ device }) => ({
        deviceId: device.deviceId,
        state: device.state,
        activeRequestId: device.activeRequestId ?? null,
        refused: device.refused ?? null,
        certificates: device.certificates ?? null,
      })),
    );
    return news.map((known) => {
      const more = due.get(known.device.deviceId) ?? [];
      return more.length === 0 ? known : { ...known, due: [...known.due, ...more] };
    });
  }

  /** Notes which of these cards are done, and answers what is due for the others; nothing for cards of no campaign. */
  async bringUp(
    manager: EntityManager,
    tenantId: string,
    cards: readonly CardFacts[],
  ): Promise<Map<string, DueEntry[]>> {
    const members = new Map<string, Member[]>();
    for (const member of await this.cards.ofDevices(
      manager,
      cards.map(({ deviceId }) => deviceId),
    ))
      members.set(member.deviceId, [...(members.get(member.deviceId) ?? []), member]);
    const ended: { member: Member; became: 'replaced' | 'left' }[] = [];
    const due = new Map<string, DueEntry[]>();
    for (const card of cards) {
      const its = members.get(card.deviceId);
      if (its === undefined) continue;
      for (const member of its) {
        const became = becameOf(member, card);
        if (became !== null) ended.push({ member, became });
      }
      const { refused: heldBack } = card;
      due.set(
        card.deviceId,
        dueFor(its, card).map((row) => ({ ...row, heldBack, offered: heldBack === null })),
      );
    }
    if (ended.length > 0) await this.end(manager, tenantId, ended);
    return due;
  }

  private async end(
    manager: EntityManager,
    tenantId: string,
    ended: readonly { member: Member; became: 'replaced' | 'left' }[],
  ): Promise<void> {
    const offers = await this.cards.begunOffers(manager, tenantId, [
      ...new Set(ended.map(({ member }) => member.deviceId)),
    ]);
    const rows = ended.map(({ member, became }): Ended => {
      const { campaignId } = member.campaign;
      const { deviceId } = member;
      if (became === 'left') return { campaignId, deviceId, state: 'left', requestId: null };
      // Its end may not have been heard of yet.
      const own = offers.find(
        (offer) =>
          offer.deviceId === deviceId &&
          (offer.outcome === null || offer.outcome === 'COMPLETED') &&
          causesDone(offer.causes).some(({ campaign }) => campaign?.campaignId === campaignId),
      );
      return {
        ...{ campaignId, deviceId },
        state: own === undefined ? 'renewed-otherwise' : 'updated',
        requestId: own?.requestId ?? null,
      };
    });
    await this.cards.end(manager, rows, new Date(this.clock.now()));
  }
}
