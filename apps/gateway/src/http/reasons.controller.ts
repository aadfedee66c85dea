/** The reasons catalogue, and the revocations that reasons cause: each a durable job with its 18 h clock (F08). */
import { Get, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { ReasonsQuery, RevocationsQuery } from './dto/reasons.dto.js';

@ApiController('reasons')
export class ReasonsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List the reasons that may be given', {
    says: 'With what each does to certificates. use: only those of one action.',
  })
  @Reply('reasons.list')
  list(@Query() query: ReasonsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('reasons.list', query, caller);
  }
}

@ApiController('revocations')
export class RevocationsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List revocations', {
    says: 'With the time by which the CA has to have done them. open: only those that are not confirmed.',
  })
  @Reply('revocations.list')
  list(@Query() query: RevocationsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('revocations.list', query, caller);
  }
}
