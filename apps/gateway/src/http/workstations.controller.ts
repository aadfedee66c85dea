/** Workstations and their enrolment. Enrolling itself needs no sign-in: the one-time code is the authority. */
import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller, Public } from '../auth/auth.guard.js';
import { CountedAs } from '../limits/rate-limit.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { WorkstationParam } from './dto/common.dto.js';
import { EnrolBody, EnrolmentCodeBody, ReadersQuery, ReasonBody, WorkstationsQuery } from './dto/workstations.dto.js';

@ApiController('workstations')
export class WorkstationsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('workstations.list')
  list(@Query() query: WorkstationsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.list', query, caller);
  }

  @Get(':workstationId/readers')
  @Reply('workstations.readers')
  readers(@Param() param: WorkstationParam, @Query() query: ReadersQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.readers', { ...param, ...query }, caller, cardTimeout);
  }

  @Post('enrolment-codes')
  @Reply('workstations.enrolment-code', 201)
  enrolmentCode(@Body() body: EnrolmentCodeBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.enrolment-code', body, caller);
  }

  @Post('enrol')
  @HttpCode(200)
  @Public()
  @CountedAs('enrolment')
  @Reply('workstations.enrol')
  enrol(@Body() body: EnrolBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.enrol', body, caller);
  }

  @Post(':workstationId/revoke')
  @HttpCode(200)
  @Reply('workstations.revoke')
  revoke(@Param() param: WorkstationParam, @Body() body: ReasonBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.revoke', { ...param, ...body }, caller);
  }
}
