/** Every event of the feed as one type: schemas are made from it. */
import type { DomainEventData } from '@cardwright/contracts/nats/domain-events';
import type { FeedEvent, FeedEventType } from '@cardwright/contracts/nats/event-feed';

/** What is in `data`, by type. */
export type FeedEvents = Pick<DomainEventData, FeedEventType>;
/** What all of them have. */
export interface FeedEnvelopes {
  envelope: FeedEvent;
}
