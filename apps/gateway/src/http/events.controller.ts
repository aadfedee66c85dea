/**
 * `GET /api/v1/sagas/{requestId}/events`: server-sent events (HTML standard, section 9.2). The event id is the row's
 * sequence, so that a browser that lost the connection resumes where it was. `event: end` is the last one. A stream ends without it when
 * the token or the session ends that it was asked with: whoever may go on comes back with the last id.
 */
import { randomInt } from 'node:crypto';
import { Get, Headers, Logger, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import { type Validity, watchValidity } from '../auth/validity.js';
import { ApiController } from './api-controller.js';
import { SagaParam } from './dto/common.dto.js';
import { EventsQuery } from './dto/sagas.dto.js';
import { Operation } from '../openapi/operation.js';
import { Problems, schemaRef } from '../openapi/reply.js';
import { type SagaEvent, SagaEvents } from '../events/saga-events.js';
import { StreamPlaces } from '../events/stream-places.js';
import { inLanguage } from '../words/in-language.js';
import { type ReaderLanguage, readerLanguage } from '../words/reader-language.js';

@ApiController('sagas')
export class EventsController {
  private readonly logger = new Logger('events');

  constructor(
    private readonly events: SagaEvents,
    private readonly places: StreamPlaces,
  ) {}

  @Get(':requestId/events')
  @Operation('Follow a saga', {
    says: 'Server-sent events: one for each step of its progress, and one for its end. Last-Event-ID goes on after the last that was received.',
  })
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'last-event-id', required: false, description: 'Only what came after' })
  @ApiResponse({
    status: 200,
    description: 'Events `progress` (data: SagaProgress) and a last `end`',
    content: { 'text/event-stream': { schema: schemaRef('SagaProgress') } },
  })
  @Problems()
  async stream(
    @Param() { requestId }: SagaParam,
    @Query() { afterSequence, language }: EventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const leave = this.places.enter(caller);
    const closed = new AbortController();
    const unwatch = watchValidity(validity, () => closed.abort());
    // The answer's end, by us or by a lost connection; the request's own end says nothing.
    reply.raw.once('close', () => {
      closed.abort();
      unwatch();
      leave();
    });
    const after = /^\d{1,9}$/.test(lastEventId ?? '') ? Number(lastEventId) : (afterSequence ?? 0);
    const events = this.events.stream(requestId, after, caller, closed.signal);
    // The first one carries the authorisation: until here a problem can still be answered as one.
    const first = await events.next();
    // Nothing is left to send: 204 keeps a browser from reconnecting.
    if (!first.done && first.value.kind === 'end') return void reply.status(204).send();
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Some proxies collect answers otherwise.
      'x-accel-buffering': 'no',
    });
    const reader = language ?? readerLanguage(acceptLanguage);
    reply.raw.write(comeBack());
    if (!first.done) reply.raw.write(eventText(first.value, reader));
    try {
      for await (const event of events)
        if (!reply.raw.write(eventText(event, reader))) await drained(reply, closed.signal);
    } catch (error) {
      // The answer has begun: a service that failed meanwhile only ends it, and the client comes back with its last id.
      this.logger.warn(`stream of ${requestId} broken off`, error as Error);
    }
    reply.raw.end();
  }
}

/** When to come back after a broken stream, each at another time: Firefox waits 5 s by itself, and all browsers come at the same moment. */
function comeBack(): string {
  return `retry: ${randomInt(500, 2_500)}\n`;
}

function eventText(event: SagaEvent, reader: ReaderLanguage): string {
  if (event.kind === 'quiet') return ': still here\n\n';
  if (event.kind === 'end') return 'event: end\ndata: {}\n\n';
  return `id: ${event.row.sequence}\nevent: progress\ndata: ${JSON.stringify(inLanguage(event.row, reader))}\n\n`;
}

function drained(reply: FastifyReply, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    reply.raw.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
