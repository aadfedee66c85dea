/** Inputs of /events. */
import { type FeedEventType, feedEventTypes } from '@cardwright/contracts/nats/event-feed';
import { AnyOf, Text, Whole } from './fields.js';

export class EventsQuery {
  @Text(64, {
    optional: true,
    pattern: /^[A-Za-z0-9_-]+$/,
    description:
      '`nextCursor` of the answer before, or `newest` for what happens from now on; without it, everything that is kept',
  })
  after?: string;

  @AnyOf(feedEventTypes, { optional: true, description: 'Only events of these types' })
  type?: FeedEventType | FeedEventType[];

  @Whole(1, 500, { optional: true, description: 'Events of one answer, at most 200' })
  limit?: number;

  @Whole(1, 50, {
    optional: true,
    description: 'Where there are none: answer as soon as there are, or after so many seconds',
  })
  waitSeconds?: number;
}
