/** Sagas: their state and timeline, what people decide about them, and the PIN on its sealed way to the agent. */
import { Body, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import { type Validity, watchValidity } from '../auth/validity.js';
import { SagaEvents } from '../events/saga-events.js';
import { StreamPlaces } from '../events/stream-places.js';
import { Reply } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { SagaParam } from './dto/common.dto.js';
import {
  RetryBody,
  RevealInitialPinBody,
  SagaQuery,
  SagasQuery,
  SupplyPinBody,
  TimelineQuery,
} from './dto/sagas.dto.js';
import { ReasonBody } from './dto/workstations.dto.js';

@ApiController('sagas')
export class SagasController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly events: SagaEvents,
    private readonly places: StreamPlaces,
  ) {}

  @Get()
  @Reply('sagas.list')
  list(@Query() query: SagasQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.list', query, caller);
  }

  /** How many wait for somebody, of those that the caller may see. */
  @Get('attention')
  @Reply('sagas.attention')
  attention(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.attention', {}, caller);
  }

  @Get(':requestId')
  @Reply('sagas.get')
  async get(
    @Param() param: SagaParam,
    @Query() { waitSeconds }: SagaQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (waitSeconds === undefined) return this.rpc.issuance('sagas.get', param, caller);
    const leave = this.places.enter(caller);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    let over = false;
    const unwatch = watchValidity(validity, () => {
      over = true;
      gone.abort();
    });
    try {
      const settled = await this.events.settled(param.requestId, waitSeconds * 1000, caller, gone.signal);
      if (over) throw new CardwrightError('AUTH_REQUIRED', 'The sign-in ended while the answer was waited for');
      return settled;
    } finally {
      unwatch();
      leave();
    }
  }

  @Get(':requestId/timeline')
  @Reply('sagas.timeline')
  timeline(@Param() param: SagaParam, @Query() query: TimelineQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.timeline', { ...param, ...query }, caller);
  }

  @Get(':requestId/trace')
  @Reply('sagas.trace')
  trace(@Param() param: SagaParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.trace', param, caller);
  }

  @Post(':requestId/retry')
  @HttpCode(202)
  @Reply('sagas.retry', 202)
  retry(@Param() param: SagaParam, @Body() body: RetryBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.retry', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':requestId/cancel')
  @HttpCode(202)
  @Reply('sagas.cancel', 202)
  cancel(@Param() param: SagaParam, @Body() body: ReasonBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.cancel', { ...param, ...body }, caller, cardTimeout);
  }

  @Get(':requestId/pin-key')
  @Reply('sagas.pin-key')
  pinKey(@Param() param: SagaParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.pin-key', param, caller, cardTimeout);
  }

  @Post(':requestId/pin')
  @HttpCode(202)
  @Reply('sagas.supply-pin', 202)
  supplyPin(@Param() param: SagaParam, @Body() body: SupplyPinBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.supply-pin', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':requestId/skip-pin')
  @HttpCode(202)
  @Reply('sagas.skip-pin', 202)
  skipPin(@Param() param: SagaParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.skip-pin', param, caller, cardTimeout);
  }

  @Post(':requestId/reveal-initial-pin')
  @HttpCode(200)
  @Reply('sagas.reveal-initial-pin')
  revealInitialPin(@Param() param: SagaParam, @Body() body: RevealInitialPinBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance(
      'sagas.reveal-initial-pin',
      { ...param, ...body, recipientJwk: { ...body.recipientJwk } },
      caller,
    );
  }
}
