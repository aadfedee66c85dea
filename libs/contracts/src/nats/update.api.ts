/**
 * Requests that update-svc serves on `cw.v1.update.<name>` besides the agents' calls. issuance-svc asks them: it has authorised the person
 * (owner of the card, or operator) before.
 */
import type {
  CampaignCardRow,
  CampaignCardState,
  CampaignCount,
  CampaignDetail,
  CampaignFilter,
  CampaignRow,
  NewCampaign,
} from '../update/campaign.js';
import type { DueRow, OfferRow } from '../update/update-offer.js';
import type { RolloutDetail, RolloutRow } from '../update/rollout.js';
import type { AuditVerification } from './audit-rows.js';
import type { DomainEvent } from './domain-events.js';
import type { Page, PageRequest, Rpc } from './rpc.js';

export interface UpdateApi {
  'audit.verify': Rpc<Record<string, never>, AuditVerification>;
  /** Throws REQUEST_NOT_FOUND. */
  'offers.get': Rpc<{ offerId: string }, { offer: OfferRow }>;
  /** Offers newest first; what is due or will be, the earliest first, the same on every page. Throws REQUEST_INVALID {field}. */
  'offers.list': Rpc<
    { deviceId: string; limit?: number; cursor?: string },
    { offers: OfferRow[]; nextCursor: string | null; due: DueRow[] }
  >;
  /**
   * The holder accepted on the page, and issuance-svc has begun the saga. May be repeated with the same requestId. Throws REQUEST_NOT_FOUND,
   * REQUEST_OFFER_CLOSED {state} (withdrawn, superseded, done, or begun by another request).
   */
  'offers.began': Rpc<{ offerId: string; requestId: string }, { offer: OfferRow }>;
  /**
   * What became of offers and is not in the feed of events yet, oldest first; at most 100. have: those of the answer before, by `eventId`, which are in the
   * feed now and do not come again.
   */
  'offers.events': Rpc<{ have: string[] }, { events: DomainEvent[] }>;
  /** Newest first. Throws REQUEST_INVALID {field}. */
  'rollouts.list': Rpc<PageRequest, Page<RolloutRow>>;
  /** Throws REQUEST_INVALID {field}, REQUEST_NOT_FOUND, as those that follow. Each of them also throws ROLLOUT_STATE {state, ring}. */
  'rollouts.get': Rpc<{ rolloutId: string }, { rollout: RolloutDetail }>;
  /** How the next version of a profile is offered: rings as in ROLLOUT_RINGS, spreadDays as in ROLLOUT_SPREAD_DAYS. */
  'rollouts.plan': Rpc<Record<string, never>, { rings: number[]; spreadDays: number }>;
  /** ring: refused with ROLLOUT_STATE unless it is the next one; absent: whichever is next. spreadDays: from now on, for all its rings. */
  'rollouts.advance': Rpc<{ rolloutId: string; ring?: number; spreadDays?: number }, { rollout: RolloutDetail }>;
  'rollouts.pause': Rpc<{ rolloutId: string }, { rollout: RolloutDetail }>;
  'rollouts.resume': Rpc<{ rolloutId: string }, { rollout: RolloutDetail }>;
  'rollouts.stop': Rpc<{ rolloutId: string; reason: string }, { rollout: RolloutDetail }>;
  /** What a campaign with this filter would be. Throws REQUEST_INVALID {field}, as those that follow. */
  'campaigns.count': Rpc<{ filter: CampaignFilter }, { count: CampaignCount }>;
  /** Throws CAMPAIGN_COUNT_CHANGED {cards, counted}, CAMPAIGN_NAME_TAKEN {campaignId}. */
  'campaigns.create': Rpc<NewCampaign, { campaign: CampaignDetail }>;
  /** Newest first. */
  'campaigns.list': Rpc<PageRequest, Page<CampaignRow>>;
  /** Throws REQUEST_NOT_FOUND, as those that follow. */
  'campaigns.get': Rpc<{ campaignId: string }, { campaign: CampaignDetail }>;
  /** In the order of their turns. */
  'campaigns.cards': Rpc<PageRequest & { campaignId: string; state?: CampaignCardState }, Page<CampaignCardRow>>;
  /** Throws CAMPAIGN_STATE {state}, as those that follow. */
  'campaigns.pause': Rpc<{ campaignId: string }, { campaign: CampaignDetail }>;
  'campaigns.resume': Rpc<{ campaignId: string }, { campaign: CampaignDetail }>;
  'campaigns.stop': Rpc<{ campaignId: string; reason: string }, { campaign: CampaignDetail }>;
}
