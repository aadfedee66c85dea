/** Findings (F06): where card, record and CA do not agree, and the comparison of one device on demand. */
import { Body, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { sendCsv } from './csv.js';
import { DeviceParam } from './dto/common.dto.js';
import { FindingsExportQuery, FindingsQuery, ReconcileBody } from './dto/findings.dto.js';
import { findingColumns } from './exported-columns.js';

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

  @Get('export')
  @Operation('Export what the reconciler has found', {
    says: 'As CSV (RFC 4180, UTF-8): everything that the list would show with these filters, in its order; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  export(
    @Query() query: FindingsExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('findings.list', { ...query, ...page }, caller);
    return sendCsv(reply, 'findings', findingColumns, ask, validity);
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
