/** Codes by which many workstations enrol themselves. Enrolling is at /workstations/enrol, by whichever code. */
import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { DeploymentCodeParam, PageQuery, ReasonTextBody } from './dto/common.dto.js';
import { DeploymentCodeBody } from './dto/workstations.dto.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('deployment-codes')
export class DeploymentCodesController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @Operation('Make a deployment code', {
    says: 'It enrols several workstations. The code is in this answer and nowhere else.',
  })
  @Reply('deployment-codes.create', 201)
  create(@Body() body: DeploymentCodeBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('deployment-codes.create', body, caller);
  }

  @Get()
  @Operation('List deployment codes', { says: 'Newest first, without the codes.' })
  @Reply('deployment-codes.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('deployment-codes.list', query, caller);
  }

  @Post(':deploymentCodeId/revoke')
  @Operation('Revoke a deployment code', { says: 'It enrols nobody any more; workstations that it has enrolled stay.' })
  @Reply('deployment-codes.revoke')
  revoke(@Param() param: DeploymentCodeParam, @Body() body: ReasonTextBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('deployment-codes.revoke', { ...param, ...wordsAsReason(body) }, caller);
  }
}
