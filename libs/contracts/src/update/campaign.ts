/**
 * A campaign makes the certificates of cards anew that match a filter, at a pace. Kept by update-svc (docs/campaigns.md). Which cards are in it is
 * decided once, when it is created: a card that begins to match later is not in it.
 */
import type { KeyReferenceName } from '../card/card-model.js';
import type { ReasonCode } from '../card/reasons.js';
import type { WriteRefusal } from './update-offer.js';

/**
 * All given parts must match, and at least one is given. issuerId and expiresBefore are about one certificate: what matches both is made anew, and
 * where neither is given every certificate of the card that can be renewed. A card without any does not match.
 */
export interface CampaignFilter {
  profileName?: string;
  modelId?: string;
  /** The CA that issued the certificate. */
  issuerId?: string;
  /** ISO 8601, as every time here, or a day (its beginning in UTC): the certificate ends before it. */
  expiresBefore?: string;
}

/** Why a card that matches cannot be updated now: what the record would refuse it with. It is in the campaign, and offered when the cause is gone. */
export type CampaignHindrance = WriteRefusal | 'LIFECYCLE_NOT_ACTIVE' | 'REQUEST_DEVICE_BUSY';

/** What a campaign with this filter would be. Numbers are sorted, the largest first. */
export interface CampaignCount {
  /** Cards that match; a campaign is created with this number. */
  cards: number;
  /** How many of them cannot be updated now; each counts once, by the first cause. */
  hindered: { code: CampaignHindrance; cards: number }[];
  /** What would be made anew. */
  certificates: number;
  keyReferences: { keyReference: KeyReferenceName; certificates: number }[];
  issuers: { issuerId: string; certificates: number }[];
}

/** `paused`, `stopped`: nothing more is offered until somebody resumes it. `finished`: no card waits any more; those that failed stay offered. */
export const campaignStates = ['running', 'paused', 'stopped', 'finished'] as const;
export type CampaignState = (typeof campaignStates)[number];

/** What may be done with one by hand. */
export type CampaignDecision = 'pause' | 'resume' | 'stop';

/** From which states each is allowed. */
export const decidedFrom: Readonly<Record<CampaignDecision, readonly CampaignState[]>> = {
  pause: ['running'],
  resume: ['paused', 'stopped'],
  stop: ['running', 'paused'],
};

/** Why it stands still. FAILURES: it stopped by itself. */
export type CampaignStop =
  { cause: 'FAILURES'; failed: number; attempted: number; codes: string[] } | { cause: 'OPERATOR'; reasonText: string };

export interface CampaignEvent {
  at: string;
  what: 'created' | 'paused' | 'resumed' | 'stopped' | 'finished';
  /** As in the audit trail; null: the campaign itself. */
  by: string | null;
}

/** What somebody creates one with. */
export interface NewCampaign {
  /** No two campaigns have the same. It stands in the requests that the campaign begins. */
  name: string;
  filter: CampaignFilter;
  /** A code of the reasons catalogue that an update may have; reasonText where that asks for words. */
  reason: string;
  reasonText?: string;
  /** So many cards have their turn in an hour, the first at once. */
  cardsPerHour: number;
  /** After it holders can no longer postpone. */
  deadline?: string;
  /** The number that was counted: if it is another one by now, nothing is created. */
  cards: number;
}

export interface CampaignRow {
  campaignId: string;
  name: string;
  filter: CampaignFilter;
  reason: ReasonCode;
  reasonText: string | null;
  cardsPerHour: number;
  deadline: string | null;
  state: CampaignState;
  /** All that are in it. */
  cards: number;
  createdAt: string;
  endedAt: string | null;
  /** null unless it is stopped. */
  stop: CampaignStop | null;
}

/**
 * `waiting`: its turn has not come. `open`: it has, and the card is offered the update, or held back from it. `updated`: by an update that the campaign
 * offered. `renewed-otherwise`: all its certificates of the campaign were replaced by something else, without an offer. `failed`: the update that
 * the campaign offered failed, and the card was not updated since. `left`: not in use any more, or without these certificates.
 */
export const campaignCardStates = ['waiting', 'open', 'updated', 'renewed-otherwise', 'failed', 'left'] as const;
export type CampaignCardState = (typeof campaignCardStates)[number];

export interface CampaignDetail extends CampaignRow {
  counts: Record<CampaignCardState, number>;
  /** When the turn of its last card comes; null while it does not run. */
  lastTurnAt: string | null;
  /** Oldest first. */
  history: CampaignEvent[];
}

export interface CampaignCardRow {
  deviceId: string;
  /** Chosen by people; null: the card is not known any more. */
  label: string | null;
  state: CampaignCardState;
  /** What is made anew. */
  keyReferences: KeyReferenceName[];
  /** Of an open card: why it is not offered now. */
  hindered: CampaignHindrance | null;
  /** Of the failure; null also where the update failed without one. */
  code: string | null;
  /** The request that updated it or failed. */
  requestId: string | null;
  /** null while the campaign does not run, unless the turn has come. */
  turnAt: string | null;
  endedAt: string | null;
}
