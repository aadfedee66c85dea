/** Campaigns: what one would be, how far those are that there are, and what is decided about one by hand. */
import { Body, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { sendCsv } from './csv.js';
import {
  CampaignCardsExportQuery,
  CampaignCardsQuery,
  CountCampaignBody,
  CreateCampaignBody,
  StopCampaignBody,
} from './dto/campaigns.dto.js';
import { CampaignParam, PageQuery } from './dto/common.dto.js';
import { campaignCardColumns } from './exported-columns.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('campaigns')
export class CampaignsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post('count')
  @Operation('Count what a campaign would make anew', {
    says: 'Which cards match the filter now, and what would be made anew on them. Nothing is created.',
  })
  @Reply('campaigns.count')
  count(@Body() body: CountCampaignBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.count', body, caller);
  }

  @Post()
  @Operation('Begin a campaign', {
    says: 'Makes the certificates that match the filter anew on exactly these cards, at this pace.',
    problems: ['CAMPAIGN_COUNT_CHANGED', 'CAMPAIGN_NAME_TAKEN'],
  })
  @Reply('campaigns.create', 201)
  create(@Body() body: CreateCampaignBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.create', body, caller);
  }

  @Get()
  @Operation('List campaigns', { says: 'Newest first.' })
  @Reply('campaigns.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.list', query, caller);
  }

  @Get(':campaignId')
  @Operation('Get a campaign', { says: 'With how far it is.' })
  @Reply('campaigns.get')
  get(@Param() param: CampaignParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.get', param, caller);
  }

  @Get(':campaignId/cards')
  @Operation('List the cards of a campaign', { says: 'In the order of their turns.' })
  @Reply('campaigns.cards')
  cards(@Param() param: CampaignParam, @Query() query: CampaignCardsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.cards', { ...param, ...query }, caller);
  }

  @Get(':campaignId/cards/export')
  @Operation('Export the cards of a campaign', {
    says: 'As CSV (RFC 4180, UTF-8): all of its cards or those of one state, in the order of their turns; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  exportCards(
    @Param() param: CampaignParam,
    @Query() query: CampaignCardsExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('campaigns.cards', { ...param, ...query, ...page }, caller);
    return sendCsv(reply, 'campaign-cards', campaignCardColumns, ask, validity);
  }

  @Post(':campaignId/pause')
  @Operation('Pause a campaign', {
    says: 'Nothing more is offered until it is resumed. What is offered and not begun is withdrawn.',
    problems: ['CAMPAIGN_STATE'],
  })
  @Reply('campaigns.pause')
  pause(@Param() param: CampaignParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.pause', param, caller);
  }

  @Post(':campaignId/resume')
  @Operation('Resume a campaign', {
    says: 'Goes on where it was paused or has stopped. What failed before does not stop it again.',
    problems: ['CAMPAIGN_STATE'],
  })
  @Reply('campaigns.resume')
  resume(@Param() param: CampaignParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.resume', param, caller);
  }

  @Post(':campaignId/stop')
  @Operation('Stop a campaign for good', {
    says: 'What is offered and not begun is withdrawn; what has begun goes on to its end.',
    problems: ['CAMPAIGN_STATE'],
  })
  @Reply('campaigns.stop')
  stop(@Param() param: CampaignParam, @Body() body: StopCampaignBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.stop', { ...param, ...wordsAsReason(body) }, caller);
  }
}
