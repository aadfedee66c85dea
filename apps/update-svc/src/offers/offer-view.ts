/** An offer as the contract shows it. Urgency and what may be postponed depend on the time; the rest is the row. Pure. */
import type {
  DueRow,
  OfferRow,
  UpdateCause,
  UpdateOffer,
  UpdateUrgency,
} from '@cardwright/contracts/update/update-offer';
import { dayMs } from '../kinds/due-kind.js';
import type { Offer, StoredDue } from '../persistence/offer.repository.js';
import { isPostponable, postponedUntil } from './offer-rules.js';

export type SagaRecord = UpdateOffer['record'];

const levels: readonly UpdateUrgency[] = ['normal', 'high', 'critical'];
const highest = (urgencies: readonly UpdateUrgency[]): UpdateUrgency =>
  levels[Math.max(...urgencies.map((urgency) => levels.indexOf(urgency)))]!;

/** critical on the last day before the deadline and after it, high in the week before. */
function urgencyAt({ urgency, deadline }: Pick<UpdateCause, 'urgency' | 'deadline'>, now: number): UpdateUrgency {
  const left = deadline === null ? Infinity : Date.parse(deadline) - now;
  const byTime = left <= dayMs ? 'critical' : left <= 7 * dayMs ? 'high' : 'normal';
  return highest([urgency, byTime]);
}

/** What of it is shown. */
export type ShownOffer = Pick<Offer, 'offerId' | 'deviceId' | 'deviceLabel' | 'kind' | 'causes' | 'deadline'>;

export function offerView(
  offer: ShownOffer,
  record: SagaRecord,
  { now, repromptMs }: { now: number; repromptMs: number },
): UpdateOffer {
  const causes = offer.causes.map((cause) => ({ ...cause, urgency: urgencyAt(cause, now) }));
  return {
    offerId: offer.offerId,
    deviceId: offer.deviceId,
    deviceLabel: offer.deviceLabel,
    kind: offer.kind,
    causes,
    urgency: highest(causes.map(({ urgency }) => urgency)),
    deadline: offer.deadline?.toISOString() ?? null,
    record,
    postponable: isPostponable(offer, now),
    postponedUntil: postponedUntil(offer, { now, repromptMs }).toISOString(),
  };
}

export function offerRow(offer: Offer, record: SagaRecord, time: { now: number; repromptMs: number }): OfferRow {
  return {
    ...offerView(offer, record, time),
    state: offer.state,
    personId: offer.personId,
    offeredAt: offer.offeredAt.toISOString(),
    workstationId: offer.workstationId,
    readerName: offer.readerName,
    until: offer.until?.toISOString() ?? null,
    postponements: offer.postponements,
    acceptedAt: offer.acceptedAt?.toISOString() ?? null,
    requestId: offer.requestId,
    outcome: offer.outcome,
    endedAt: offer.endedAt?.toISOString() ?? null,
  };
}

export function dueRow(stored: StoredDue, now: number): DueRow {
  const { kind, cause, campaign, keyReferences, dueAt, urgency, heldBack } = stored;
  const deadline = stored.deadline?.toISOString() ?? null;
  return {
    kind,
    cause,
    ...(campaign && { campaign }),
    keyReferences,
    dueAt: dueAt.toISOString(),
    deadline,
    urgency: urgencyAt({ urgency, deadline }, now),
    heldBack,
  };
}
