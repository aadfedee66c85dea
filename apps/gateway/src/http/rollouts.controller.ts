/** Roll-outs of profile versions: how far they are, and what is decided about one by hand. */
import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { PageQuery, RolloutParam } from './dto/common.dto.js';
import { AdvanceRolloutBody, StopRolloutBody } from './dto/rollouts.dto.js';

@ApiController('rollouts')
export class RolloutsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('rollouts.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.list', query, caller);
  }

  @Get(':rolloutId')
  @Reply('rollouts.get')
  get(@Param() param: RolloutParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.get', param, caller);
  }

  /** Opens the next ring at once. */
  @Post(':rolloutId/advance')
  @HttpCode(200)
  @Reply('rollouts.advance')
  advance(@Param() param: RolloutParam, @Body() body: AdvanceRolloutBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.advance', { ...param, ...body }, caller);
  }

  /** Nothing more is offered until it is resumed. */
  @Post(':rolloutId/pause')
  @HttpCode(200)
  @Reply('rollouts.pause')
  pause(@Param() param: RolloutParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.pause', param, caller);
  }

  /** Goes on where it was paused or has stopped. What failed before does not stop it again. */
  @Post(':rolloutId/resume')
  @HttpCode(200)
  @Reply('rollouts.resume')
  resume(@Param() param: RolloutParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.resume', param, caller);
  }

  @Post(':rolloutId/stop')
  @HttpCode(200)
  @Reply('rollouts.stop')
  stop(@Param() param: RolloutParam, @Body() body: StopRolloutBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.stop', { ...param, ...body }, caller);
  }
}
