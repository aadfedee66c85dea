/** Offers of card updates: what the page shows that the agent opens in the browser of the cardholder, and "Update now". */
import { Get, HttpCode, Param, Post } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { OfferParam } from './dto/common.dto.js';

@ApiController('update-offers')
export class UpdateOffersController {
  constructor(private readonly rpc: RpcClient) {}

  /** Nothing is begun by looking at it. */
  @Get(':offerId')
  @Reply('update-offers.get')
  get(@Param() param: OfferParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('update-offers.get', param, caller);
  }

  /** "Update now": begins the saga that is offered. Sent again, it answers with the same saga. */
  @Post(':offerId/begin')
  @HttpCode(202)
  @Reply('update-offers.begin', 202)
  begin(@Param() param: OfferParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('update-offers.begin', param, caller, cardTimeout);
  }
}
