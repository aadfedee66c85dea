/** Versions of profiles that another person approves before they are published. */
import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { ProfileProposalBody, ProposalParam, WithdrawalBody } from './dto/catalogue.dto.js';
import { PageQuery } from './dto/common.dto.js';

@ApiController('profile-proposals')
export class ProfileProposalsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @Reply('profile-proposals.create', 201)
  create(@Body() body: ProfileProposalBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.create', body, caller);
  }

  @Get()
  @Reply('profile-proposals.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.list', query, caller);
  }

  @Get(':proposalId')
  @Reply('profile-proposals.get')
  get(@Param() param: ProposalParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.get', { ...param }, caller);
  }

  /** Publishes it; never by whoever proposed it. */
  @Post(':proposalId/approve')
  @HttpCode(200)
  @Reply('profile-proposals.approve')
  approve(@Param() param: ProposalParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.approve', { ...param }, caller);
  }

  @Post(':proposalId/decline')
  @HttpCode(200)
  @Reply('profile-proposals.decline')
  decline(@Param() param: ProposalParam, @Body() body: WithdrawalBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.decline', { ...param, ...body }, caller);
  }
}
