/** Devices: looked at, planned, issued, activated, recycled. Everything that writes a card answers with its saga (202). */
import { Body, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { DeviceParam } from './dto/common.dto.js';
import { ActivateBody, DevicesQuery, InspectBody, IssueBody, PlanBody, RecycleBody } from './dto/devices.dto.js';

@ApiController('inspections')
export class InspectionsController {
  constructor(private readonly rpc: RpcClient) {}

  /** Reads the card in a workstation's reader; makes it known as a device when it is not. */
  @Post()
  @HttpCode(200)
  @Reply('devices.inspect')
  inspect(@Body() body: InspectBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.inspect', body, caller, cardTimeout);
  }
}

@ApiController('devices')
export class DevicesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('devices.list')
  list(@Query() query: DevicesQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.list', query, caller);
  }

  @Get(':deviceId')
  @Reply('devices.get')
  get(@Param() param: DeviceParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.get', param, caller);
  }

  @Post(':deviceId/plan')
  @HttpCode(200)
  @Reply('devices.plan')
  plan(@Param() param: DeviceParam, @Body() body: PlanBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.plan', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/issue')
  @HttpCode(202)
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same as idempotencyKey in the body' })
  @Reply('devices.issue', 202)
  issue(
    @Param() param: DeviceParam,
    @Body() body: IssueBody,
    @Headers('idempotency-key') key: string | undefined,
    @CurrentCaller() caller: Caller,
  ) {
    const idempotencyKey = body.idempotencyKey ?? key;
    if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,128}$/.test(idempotencyKey))
      throw new CardwrightError('REQUEST_INVALID', 'The idempotency key is not 1 to 128 visible ASCII characters');
    const request = { ...param, ...body, ...(idempotencyKey ? { idempotencyKey } : {}) };
    return this.rpc.issuance('devices.issue', request, caller, cardTimeout);
  }

  @Post(':deviceId/activate')
  @HttpCode(202)
  @Reply('devices.activate', 202)
  activate(@Param() param: DeviceParam, @Body() body: ActivateBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.activate', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/recycle')
  @HttpCode(202)
  @Reply('devices.recycle', 202)
  recycle(@Param() param: DeviceParam, @Body() body: RecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.recycle', { ...param, ...body }, caller, cardTimeout);
  }
}
