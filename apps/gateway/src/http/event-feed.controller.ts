/** The feed of events: what happened, for programs that ask for it again and again. */
import { Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { EventFeed } from '../events/event-feed.js';
import { heldRequest } from '../events/held-request.js';
import { StreamPlaces } from '../events/stream-places.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { EventsQuery } from './dto/events.dto.js';

@ApiController('events')
export class EventFeedController {
  constructor(
    private readonly feed: EventFeed,
    private readonly places: StreamPlaces,
  ) {}

  @Get()
  @Operation('Read what happened', {
    says: 'The events after a cursor, oldest first, each in the shape of CloudEvents 1.0; GET /api/v1/asyncapi.json says what is in each type. Ask again with `nextCursor`, whether there were events or not. An event may come twice, with the same id. Needs a role without limits.',
    problems: ['REQUEST_CURSOR_GONE'],
  })
  @Reply('events.list')
  async list(
    @Query() { waitSeconds, ...asked }: EventsQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (waitSeconds === undefined) return this.feed.page(asked, caller);
    return heldRequest({ places: this.places, caller, validity, reply }, (signal) =>
      this.feed.next(asked, waitSeconds * 1000, caller, signal),
    );
  }
}
