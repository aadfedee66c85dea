/** Roll-outs of profile versions: how far they are, and what is decided about one by hand. */
import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { PageQuery, RolloutParam } from './dto/common.dto.js';
import { AdvanceRolloutBody, StopRolloutBody } from './dto/rollouts.dto.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('rollouts')
export class RolloutsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List roll-outs', { says: 'How versions of credential profiles reach their cards. Newest first.' })
  @Reply('rollouts.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.list', query, caller);
  }

  @Get('plan')
  @Operation('Get how the next version of a profile is offered', {
    says: 'The rings in percent of all cards, and over how many days each spreads: as update-svc is set up.',
  })
  @Reply('rollouts.plan')
  plan(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.plan', {}, caller);
  }

  @Get(':rolloutId')
  @Operation('Get a roll-out', { says: 'With its rings, and how far each is.' })
  @Reply('rollouts.get')
  get(@Param() param: RolloutParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.get', param, caller);
  }

  @Post(':rolloutId/advance')
  @Operation('Open the next ring of a roll-out', {
    says: 'At once, without waiting for its time.',
    problems: ['ROLLOUT_STATE'],
  })
  @Reply('rollouts.advance')
  advance(@Param() param: RolloutParam, @Body() body: AdvanceRolloutBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.advance', { ...param, ...body }, caller);
  }

  @Post(':rolloutId/pause')
  @Operation('Pause a roll-out', { says: 'Nothing more is offered until it is resumed.', problems: ['ROLLOUT_STATE'] })
  @Reply('rollouts.pause')
  pause(@Param() param: RolloutParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.pause', param, caller);
  }

  @Post(':rolloutId/resume')
  @Operation('Resume a roll-out', {
    says: 'Goes on where it was paused or has stopped. What failed before does not stop it again.',
    problems: ['ROLLOUT_STATE'],
  })
  @Reply('rollouts.resume')
  resume(@Param() param: RolloutParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.resume', param, caller);
  }

  @Post(':rolloutId/stop')
  @Operation('Stop a roll-out for good', {
    says: 'Cards that have not got the version keep the one that they have.',
    problems: ['ROLLOUT_STATE'],
  })
  @Reply('rollouts.stop')
  stop(@Param() param: RolloutParam, @Body() body: StopRolloutBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('rollouts.stop', { ...param, ...wordsAsReason(body) }, caller);
  }
}
