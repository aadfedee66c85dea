/** Every event of the feed as one type: schemas are made from it. */
import type { FeedEvent, FeedEventData } from '@cardwright/contracts/nats/event-feed';

/** What is in `data`, by type. */
export type FeedEvents = FeedEventData;
/** What all of them have. */
export interface FeedEnvelopes {
  envelope: FeedEvent;
}
