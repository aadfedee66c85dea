/** Findings (F06): where card, record and CA do not agree, and the comparison of one device on demand. */
import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { DeviceParam } from './dto/common.dto.js';
import { FindingsQuery, ReconcileBody } from './dto/findings.dto.js';

@ApiController('findings')
export class FindingsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List what the reconciler has found', {
    says: 'Newest first, narrowed by device, weight and kind. open: only what is not cleared.',
  })
  @Reply('findings.list')
  list(@Query() query: FindingsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('findings.list', query, caller);
  }
}

@ApiController('devices')
export class ReconcileController {
  constructor(private readonly rpc: RpcClient) {}

  @Post(':deviceId/reconcile')
  @Operation('Compare a device with its record and the CA', {
    says: 'And with the card itself where its workstation is named. repair: what needs no card is set right.',
    problems: ['LIFECYCLE_DEVICE_NOT_FOUND', 'EDGE_UNREACHABLE', 'CARD_WRONG_DEVICE'],
  })
  @Reply('devices.reconcile')
  reconcile(@Param() param: DeviceParam, @Body() body: ReconcileBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.reconcile', { ...param, ...body }, caller, cardTimeout);
  }
}
