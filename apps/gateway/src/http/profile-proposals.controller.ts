/** Versions of profiles that another person approves before they are published. */
import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { ProfileProposalBody, ProposalParam, WithdrawalBody } from './dto/catalogue.dto.js';
import { PageQuery } from './dto/common.dto.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('profile-proposals')
export class ProfileProposalsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @Operation('Propose a version of a credential profile', {
    says: 'For another person to approve.',
    problems: ['PROFILE_INVALID'],
  })
  @Reply('profile-proposals.create', 201)
  create(@Body() body: ProfileProposalBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.create', wordsAsReason(body), caller);
  }

  @Get()
  @Operation('List proposed versions of credential profiles', { says: 'Newest first.' })
  @Reply('profile-proposals.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.list', query, caller);
  }

  @Get(':proposalId')
  @Operation('Get a proposed version of a credential profile', {
    says: 'With its changes against the version that it is based on, and how many cards in use have the profile.',
  })
  @Reply('profile-proposals.get')
  get(@Param() param: ProposalParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.get', { ...param }, caller);
  }

  @Post(':proposalId/approve')
  @Operation('Approve a proposed version', {
    says: 'Publishes it; never by whoever proposed it.',
    problems: ['PROFILE_OWN_PROPOSAL', 'PROFILE_PROPOSAL_DECIDED', 'PROFILE_PROPOSAL_OUTDATED', 'PROFILE_INVALID'],
  })
  @Reply('profile-proposals.approve')
  approve(@Param() param: ProposalParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.approve', { ...param }, caller);
  }

  @Post(':proposalId/decline')
  @Operation('Decline a proposed version', {
    says: 'Also by whoever proposed it, to take it back.',
    problems: ['PROFILE_PROPOSAL_DECIDED'],
  })
  @Reply('profile-proposals.decline')
  decline(@Param() param: ProposalParam, @Body() body: WithdrawalBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profile-proposals.decline', { ...param, ...wordsAsReason(body) }, caller);
  }
}
