/** Campaigns: what one would be, how far those are that there are, and what is decided about one by hand. */
import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { CampaignCardsQuery, CountCampaignBody, CreateCampaignBody, StopCampaignBody } from './dto/campaigns.dto.js';
import { CampaignParam, PageQuery } from './dto/common.dto.js';

@ApiController('campaigns')
export class CampaignsController {
  constructor(private readonly rpc: RpcClient) {}

  /** Which cards match the filter now, and what would be made anew on them. Nothing is created. */
  @Post('count')
  @HttpCode(200)
  @Reply('campaigns.count')
  count(@Body() body: CountCampaignBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.count', body, caller);
  }

  /** Makes the certificates that match the filter anew on exactly these cards, at this pace. */
  @Post()
  @Reply('campaigns.create')
  create(@Body() body: CreateCampaignBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.create', body, caller);
  }

  @Get()
  @Reply('campaigns.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.list', query, caller);
  }

  @Get(':campaignId')
  @Reply('campaigns.get')
  get(@Param() param: CampaignParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.get', param, caller);
  }

  /** In the order of their turns. */
  @Get(':campaignId/cards')
  @Reply('campaigns.cards')
  cards(@Param() param: CampaignParam, @Query() query: CampaignCardsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.cards', { ...param, ...query }, caller);
  }

  /** Nothing more is offered until it is resumed. What is offered and not begun is withdrawn. */
  @Post(':campaignId/pause')
  @HttpCode(200)
  @Reply('campaigns.pause')
  pause(@Param() param: CampaignParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.pause', param, caller);
  }

  /** Goes on where it was paused or has stopped. What failed before does not stop it again. */
  @Post(':campaignId/resume')
  @HttpCode(200)
  @Reply('campaigns.resume')
  resume(@Param() param: CampaignParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.resume', param, caller);
  }

  @Post(':campaignId/stop')
  @HttpCode(200)
  @Reply('campaigns.stop')
  stop(@Param() param: CampaignParam, @Body() body: StopCampaignBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('campaigns.stop', { ...param, ...body }, caller);
  }
}
