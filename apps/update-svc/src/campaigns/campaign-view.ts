/** A campaign as the contract shows it. Pure. */
import type { ReasonCode } from '@cardwright/contracts/card/reasons';
import {
  campaignCardStates,
  type CampaignCardRow,
  type CampaignCardState,
  type CampaignDetail,
  type CampaignRow,
} from '@cardwright/contracts/update/campaign';
import type { CountedCards, StoredCard, StoredCardState } from '../persistence/campaign-card.repository.js';
import type { Campaign } from '../persistence/campaign.repository.js';
import { shownStop } from '../persistence/kept-stop.js';
import { turnAt, turnsCome, type CampaignFailureCount } from './campaign-rules.js';

const of = (counted: readonly CountedCards[], state: StoredCardState) =>
  counted.find((row) => row.state === state) ?? { cards: 0, come: 0, recently: 0, codes: [] };

export const failuresOf = (counted: readonly CountedCards[]): CampaignFailureCount => {
  const failed = of(counted, 'failed');
  return {
    waiting: of(counted, 'waiting').cards,
    attempted: failed.recently + of(counted, 'updated').recently,
    recentlyFailed: failed.recently,
    codes: failed.codes,
  };
};

export const campaignRow = (campaign: Campaign): CampaignRow => ({
  campaignId: campaign.campaignId,
  name: campaign.name,
  filter: campaign.filter,
  // It was looked at when the campaign was created.
  reason: campaign.reason as ReasonCode,
  reasonText: campaign.reasonText,
  cardsPerHour: campaign.cardsPerHour,
  deadline: campaign.deadline?.toISOString() ?? null,
  state: campaign.state,
  cards: campaign.cards,
  createdAt: campaign.createdAt.toISOString(),
  endedAt: campaign.endedAt?.toISOString() ?? null,
  stop: shownStop(campaign.stop),
});

/** counted: with the turns that have come. */
export function campaignDetail(campaign: Campaign, counted: readonly CountedCards[]): CampaignDetail {
  const { cards: waiting, come: open } = of(counted, 'waiting');
  const counts = Object.fromEntries(
    campaignCardStates.map((state) => [
      state,
      state === 'waiting' ? waiting - open : state === 'open' ? open : of(counted, state).cards,
    ]),
  ) as Record<CampaignCardState, number>;
  return {
    ...campaignRow(campaign),
    counts,
    lastTurnAt: turnAt(campaign, campaign.cards)?.toISOString() ?? null,
    history: campaign.history,
  };
}

export function campaignCardRow(campaign: Campaign, card: StoredCard, now: Date): CampaignCardRow {
  const { place, state: stored, endedAt, hindered, ...row } = card;
  const come = place <= turnsCome(campaign, now);
  const state = stored !== 'waiting' ? stored : come ? 'open' : 'waiting';
  return {
    ...row,
    state,
    hindered: state === 'open' ? hindered : null,
    turnAt: turnAt(campaign, place)?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}
