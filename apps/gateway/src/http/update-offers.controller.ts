/** Offers of card updates: what the page shows that the agent opens in the browser of the cardholder, and "Update now". */
import { Get, Param, Post, Req } from '@nestjs/common';
import { updateKinds } from '@cardwright/contracts/update/update-kinds';
import { sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { StepUp } from '../auth/step-up.guard.js';
import { atReader, Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { OfferParam } from './dto/common.dto.js';

/** A newer issuance-svc may know further kinds. */
const newSecretKinds: ReadonlySet<string> = new Set(
  Object.entries(updateKinds).flatMap(([kind, { saga }]) =>
    kind === 'passkey.new' || sagaKinds[saga].reasonUse === 'pin-reset' ? [kind] : [],
  ),
);

@ApiController('update-offers')
export class UpdateOffersController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly stepUp: StepUp,
  ) {}

  @Get(':offerId')
  @Operation('Get an offered update', {
    says: 'What is offered, why and until when. Nothing is begun by looking at it.',
  })
  @Reply('update-offers.get')
  get(@Param() param: OfferParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('update-offers.get', param, caller);
  }

  @Post(':offerId/begin')
  @Operation('Begin an offered update', {
    says: '"Update now": begins the saga that is offered. Sent again, it answers with the same saga. A new PIN asks for a fresh sign-in (docs/decisions/0013).',
    problems: [
      ...atReader,
      'REQUEST_OFFER_CLOSED',
      'REQUEST_OFFER_ELSEWHERE',
      'REQUEST_DEVICE_BUSY',
      'AUTH_STEP_UP_REQUIRED',
    ],
  })
  @Reply('update-offers.begin', 202)
  async begin(@Param() param: OfferParam, @CurrentCaller() caller: Caller, @Req() request: FastifyRequest) {
    if (!this.stepUp.isFresh(request)) {
      const { offer } = await this.rpc.issuance('update-offers.get', param, caller);
      if (newSecretKinds.has(offer.kind)) this.stepUp.require(request);
    }
    return this.rpc.issuance('update-offers.begin', param, caller, cardTimeout);
  }
}
