/** Requests of IssuanceApi for work at a card: its dry run, its begin at a workstation, and what waits until the card is there. */
import type { PlanSummary } from './plan-summary.js';
import type { Page, PageRequest, Rpc } from './rpc.js';
import type { Device } from './issuance.device.js';
import type {
  IssueCardRequest,
  BindCardRequest,
  ReplaceCardRequest,
  ReprovisionCardRequest,
  UpdateCardRequest,
  ReprovisionWarnings,
  LifecycleRequest,
} from './issuance.card-work.js';
import type { SagaRow } from './issuance.saga.js';
import type { DueRow, OfferRow } from '../update/update-offer.js';
import { ownOr, type RulesOf } from './issuance.endpoint-rule.js';

export interface CardWorkApi {
  'devices.plan': Rpc<Omit<IssueCardRequest, 'planHash' | 'idempotencyKey' | 'identifiedBy'>, { plan: PlanSummary }>;
  'devices.issue': Rpc<IssueCardRequest, { saga: SagaRow }>;
  /**
   * [B06] Binds a blank card to a person. The issue waits (READY): the person is offered it wherever the card is put in, and nobody else is.
   * `sagas.cancel` of it is the same as `devices.unbind`. Throws LIFECYCLE_TRANSITION for a card that is not AVAILABLE, PERSON_DISABLED,
   * PROFILE_NOT_FOUND, PROFILE_WITHDRAWN, LIFECYCLE_GROUP_OCCUPIED; and for a replacement as `devices.issue`.
   */
  'devices.bind': Rpc<BindCardRequest, { saga: SagaRow; device: Device }>;
  /** The card is AVAILABLE again, and what was offered is withdrawn. Throws LIFECYCLE_TRANSITION for a card that is not ASSIGNED. */
  'devices.unbind': Rpc<{ deviceId: string; reason: string }, { device: Device }>;
  'devices.activate': Rpc<{ deviceId: string; reason?: string }, { saga: SagaRow }>;
  'devices.recycle': Rpc<
    { deviceId: string; workstationId: string; readerName?: string; reason: string },
    { saga: SagaRow }
  >;
  /** Dry run of a reprovision on the real card: reads only (D16, D20, D21, F04). */
  'devices.plan-reprovision': Rpc<
    Omit<ReprovisionCardRequest, 'planHash' | 'idempotencyKey'>,
    { plan: PlanSummary; warnings: ReprovisionWarnings }
  >;
  'devices.reprovision': Rpc<ReprovisionCardRequest, { saga: SagaRow }>;
  /**
   * [D14] A reprovision that waits (READY) for the holder, who runs it as "Reprovision my card"; it needs no card. `sagas.cancel`
   * withdraws it. A newer one supersedes it.
   */
  'devices.request-reprovision': Rpc<
    Pick<ReprovisionCardRequest, 'deviceId' | 'reason' | 'reasonText' | 'acceptHistoryLoss'>,
    { saga: SagaRow }
  >;
  /** Dry run of an update on the real card: reads only. */
  'devices.plan-update': Rpc<
    Omit<UpdateCardRequest, 'planHash' | 'idempotencyKey'>,
    { plan: PlanSummary; warnings: ReprovisionWarnings }
  >;
  'devices.update': Rpc<UpdateCardRequest, { saga: SagaRow }>;
  /** A new PIN by the PUK; the old one is not asked. Waits for the holder's PIN like an issue. */
  'devices.reset-pin': Rpc<PinWorkRequest, { saga: SagaRow }>;
  /** A holder changes the PIN of their own card by the one that it has. Waits for both, which are sealed together (pin-change). */
  'devices.change-pin': Rpc<Omit<PinWorkRequest, 'reason' | 'reasonText'>, { saga: SagaRow }>;
  /**
   * A new passkey on a card in use, in the place of the one that it had; waits for the PIN for passkeys and a touch like an issue. Throws
   * LIFECYCLE_NOT_ACTIVE, LIFECYCLE_TRANSITION where the profile makes none, CARD_UNSUPPORTED, FIDO_*, RELYING_PARTY_*.
   */
  'devices.passkey': Rpc<Omit<PinWorkRequest, 'reason' | 'reasonText'>, { saga: SagaRow }>;
  /**
   * [B05] A PIN reset that waits (READY) for its holder, who is offered to choose a new PIN wherever the card is put in. `sagas.cancel` withdraws
   * it; a newer one, a PIN reset at a workstation and a newer lock supersede it. Throws REASON_*, LIFECYCLE_NOT_ACTIVE.
   */
  'devices.request-pin-reset': Rpc<Pick<PinWorkRequest, 'deviceId' | 'reason' | 'reasonText'>, { saga: SagaRow }>;
  /** Blocks the PIN on the card; `devices.reset-pin` is the way back. A blocked one stays blocked and that is recorded. */
  'devices.lock': Rpc<PinWorkRequest, { saga: SagaRow }>;
  /**
   * [B05] A lock that waits (READY) for the card: it begins by itself when the card is in a reader of any workstation. `sagas.cancel`
   * withdraws it. A newer one, and a lock at a workstation, supersede it. Throws REASON_*, LIFECYCLE_NOT_ACTIVE.
   */
  'devices.request-lock': Rpc<Pick<PinWorkRequest, 'deviceId' | 'reason' | 'reasonText'>, { saga: SagaRow }>;
  /**
   * What its holder was offered, when, and what they did; newest first. due: what is due or will be, the earliest first, the same on every
   * page. Throws AUTH_NOT_YOUR_DEVICE, as both that follow.
   */
  'devices.update-offers': Rpc<{ deviceId: string } & PageRequest, Page<OfferRow> & { due: DueRow[] }>;
  /** Throws REQUEST_NOT_FOUND. */
  'update-offers.get': Rpc<{ offerId: string }, { offer: OfferRow }>;
  /**
   * "Update now" on the page: the saga of the offer's kind, begun as the person who asks, by the checks of that kind. Asked again, it answers
   * with the same saga. Throws REQUEST_NOT_FOUND, REQUEST_OFFER_CLOSED {state}, and as the request of the kind does.
   */
  'update-offers.begin': Rpc<{ offerId: string }, { saga: SagaRow }>;
  /** Withdrawn by `sagas.cancel` while it waits. Throws LIFECYCLE_REPLACEMENT_OPEN for a second one of the same card. */
  'devices.replace': Rpc<ReplaceCardRequest, { saga: SagaRow; device: Device }>;
  /**
   * A holder asks for a new card in the place of their own; one that is said to be lost or stolen is suspended at once. Asked again while it is
   * open, nothing changes. Throws REASON_NOT_ALLOWED, LIFECYCLE_NOT_ACTIVE, LIFECYCLE_TEMPORARY_CARD, LIFECYCLE_REPLACEMENT_OPEN.
   */
  'devices.ask-replacement': Rpc<LifecycleRequest, { device: Device }>;
  /** By an operator, with words that the holder reads; by the holder, who takes it back. Throws REQUEST_NOT_FOUND where nothing is open. */
  'devices.decline-replacement': Rpc<{ deviceId: string; reason: string }, { device: Device }>;
}

interface PinWorkRequest {
  deviceId: string;
  workstationId: string;
  readerName?: string;
  reason: string;
  reasonText?: string;
  /** The same one again begins nothing new. */
  idempotencyKey?: string;
}

export const cardWorkRules: RulesOf<CardWorkApi> = {
  'devices.bind': { access: 'permission', own: [], others: ['request.create'] },
  'devices.unbind': { access: 'permission', own: [], others: ['request.create'] },
  // [D14] For somebody else: whoever holds the card starts their own at once.
  'devices.request-reprovision': { access: 'permission', own: [], others: ['request.create'] },
  // As a lock that begins at once.
  'devices.request-lock': { access: 'permission', own: [], others: ['card.unlock'] },
  'devices.request-pin-reset': { access: 'permission', own: [], others: ['card.unlock'] },
  'devices.replace': { access: 'permission', own: [], others: ['request.create'] },
  'devices.ask-replacement': { access: 'permission', own: ['own.manage'], others: [] },
  'devices.decline-replacement': ownOr('request.create'),
  'devices.update-offers': ownOr('others.view'),
  'update-offers.get': ownOr('others.view'),
  // What the kind of the offer asks for is asked besides.
  'update-offers.begin': ownOr('card.run', 'card.unlock'),
};
