/**
 * What is offered to the holder of a card: one offer per card, which lists everything that is due for it. Made and kept by update-svc; shown
 * by the agent of the workstation where the card is, and on the page that accepting opens.
 */
import type { KeyReferenceName } from '../card/card-model.js';
import type { FinalRequestState } from '../workflow/final-states.js';
import { updateKinds, type HintKind, type UpdateKind } from './update-kinds.js';

/** `critical`: it is the last day. */
export type UpdateUrgency = 'normal' | 'high' | 'critical';

/** Why the holder is asked again later; each counts as a postponement (requirements section E, 1). */
export type PostponeCause = 'dismissed' | 'ignored' | 'removed';

/**
 * `postponed`: offered again at `until`. `withdrawn`: nothing is due any more. `superseded`: something that goes first took its place.
 * `done`: the saga that it began has ended.
 */
export type OfferState = 'offered' | 'accepted' | 'postponed' | 'withdrawn' | 'superseded' | 'done';

/** States of a request that are its end. */
export type SagaOutcome = FinalRequestState;

/** The name is chosen by people. */
export interface CampaignName {
  campaignId: string;
  name: string;
}

/** One thing that is due for a card. */
export interface UpdateCause {
  kind: UpdateKind;
  /** In the words of the reasons catalogue where it has one: `RENEW`, for example. */
  cause: string;
  /** The campaign that asks for it; absent: none. */
  campaign?: CampaignName;
  /** Empty: the card as a whole. */
  keyReferences: KeyReferenceName[];
  /** ISO 8601, as every time here. */
  dueAt: string;
  /** After it the holder can no longer postpone; nothing else is blocked by it. */
  deadline: string | null;
  urgency: UpdateUrgency;
}

export interface UpdateOffer {
  /** The only thing about it that a URL contains. */
  offerId: string;
  deviceId: string;
  /** Chosen by people: escape it wherever it is shown. */
  deviceLabel: string;
  /** Of the cause that goes first. */
  kind: UpdateKind;
  /** In the order in which they are done; at least one. */
  causes: UpdateCause[];
  /** The highest of its causes. */
  urgency: UpdateUrgency;
  /** The earliest of its causes. */
  deadline: string | null;
  /** How long it usually takes: median and counts of the sagas of this kind in the last 90 days; null below five of them. */
  record: { medianSeconds: number; succeeded: number; of: number } | null;
  /** May be postponed; false after the deadline. */
  postponable: boolean;
  /** When it would come back if it were postponed now. */
  postponedUntil: string;
}

/** An offer as the operator and the page see it. */
export interface OfferRow extends UpdateOffer {
  state: OfferState;
  personId: string | null;
  offeredAt: string;
  /** Where it was shown last; null while nobody has seen it. */
  workstationId: string | null;
  readerName: string | null;
  /** While it is postponed. */
  until: string | null;
  postponements: { at: string; cause: PostponeCause; until: string }[];
  acceptedAt: string | null;
  /** The saga that it began. */
  requestId: string | null;
  /** How that saga ended; null until then. */
  outcome: SagaOutcome | null;
  endedAt: string | null;
}

/** Code by which the record refuses to have a card written, whatever is due for it. */
export type WriteRefusal = 'PERSON_DISABLED' | 'PROFILE_WITHDRAWN' | 'PERSON_NOT_APPROVED';

/** A row of what is due, now or later. */
export type DueRow = Omit<UpdateCause, 'kind'> & {
  kind: UpdateKind | HintKind;
  /**
   * Why it is not offered: its saga would be refused with this code, or its roll-out has not reached the card. null: nothing holds it back. Absent
   * from an older update-svc.
   */
  heldBack?: WriteRefusal | 'ROLLOUT_NOT_YET' | null;
};

/** The causes that the saga of this offer does: those that the same saga does for the same cause as the first. The others are offered afterwards. */
export function causesDone<Cause extends Pick<UpdateCause, 'kind' | 'cause'>>(causes: readonly Cause[]): Cause[] {
  const [first] = causes;
  if (first === undefined) return [];
  const { saga } = updateKinds[first.kind];
  return causes.filter(({ kind, cause }) => updateKinds[kind].saga === saga && cause === first.cause);
}
