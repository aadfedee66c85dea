/** What the feed of events says of an offer whose state changed. Pure. */
import type { NewEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import type { Offer } from './offer.repository.js';

export type OfferEvent = NewEvent<
  'offer.made' | 'offer.accepted' | 'offer.postponed' | 'offer.reopened' | 'offer.withdrawn' | 'offer.done'
>;

/** before: null for a new one. null: of this nobody is told. All events of one offer have its id as correlation id. */
export function offerEvent(before: Offer | null, after: Offer): OfferEvent | null {
  if (before?.state === after.state) return null;
  const { offerId, deviceId, kind, requestId, outcome, tenantId } = after;
  const [about, by] = [
    { offerId, deviceId, kind },
    { tenantId, correlationId: offerId },
  ];
  const deadline = after.deadline?.toISOString() ?? null;
  switch (after.state) {
    case 'offered':
      return { ...by, name: before === null ? 'offer.made' : 'offer.reopened', data: { ...about, deadline } };
    case 'accepted':
      return { ...by, name: 'offer.accepted', data: { ...about, requestId } };
    case 'postponed': {
      const { cause, until } = after.postponements.at(-1)!;
      return { ...by, name: 'offer.postponed', data: { ...about, cause, until } };
    }
    case 'done':
      return { ...by, name: 'offer.done', data: { ...about, requestId, outcome } };
    default:
      return { ...by, name: 'offer.withdrawn', data: { ...about, superseded: after.state === 'superseded' } };
  }
}
