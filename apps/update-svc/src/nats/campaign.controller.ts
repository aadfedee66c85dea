/** Requests about campaigns on `cw.v1.update.campaigns.>`. Delegation only. */
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { updateSubject } from '@cardwright/contracts/nats/subjects';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import { CampaignCreation } from '../campaigns/campaign-creation.js';
import { CampaignDecisions } from '../campaigns/campaign-decisions.js';

type Asked<Name extends keyof UpdateApi> = RequestEnvelope<RequestOf<UpdateApi, Name>>;
type Reply<Name extends keyof UpdateApi> = Promise<ReplyOf<UpdateApi, Name>>;

@Controller()
export class CampaignController {
  constructor(
    private readonly creation: CampaignCreation,
    private readonly campaigns: CampaignDecisions,
  ) {}

  @MessagePattern(updateSubject('campaigns.count'))
  async count(@Payload() asked: Asked<'campaigns.count'>): Reply<'campaigns.count'> {
    return { count: await this.creation.count(asked) };
  }

  @MessagePattern(updateSubject('campaigns.create'))
  async create(@Payload() asked: Asked<'campaigns.create'>): Reply<'campaigns.create'> {
    return { campaign: await this.creation.create(asked) };
  }

  @MessagePattern(updateSubject('campaigns.list'))
  list(@Payload() asked: Asked<'campaigns.list'>): Reply<'campaigns.list'> {
    return this.campaigns.list(asked);
  }

  @MessagePattern(updateSubject('campaigns.get'))
  async get(@Payload() asked: Asked<'campaigns.get'>): Reply<'campaigns.get'> {
    return { campaign: await this.campaigns.get(asked) };
  }

  @MessagePattern(updateSubject('campaigns.cards'))
  cards(@Payload() asked: Asked<'campaigns.cards'>): Reply<'campaigns.cards'> {
    return this.campaigns.cardsOf(asked);
  }

  @MessagePattern(updateSubject('campaigns.pause'))
  async pause(@Payload() asked: Asked<'campaigns.pause'>): Reply<'campaigns.pause'> {
    return { campaign: await this.campaigns.pause(asked) };
  }

  @MessagePattern(updateSubject('campaigns.resume'))
  async resume(@Payload() asked: Asked<'campaigns.resume'>): Reply<'campaigns.resume'> {
    return { campaign: await this.campaigns.resume(asked) };
  }

  @MessagePattern(updateSubject('campaigns.stop'))
  async stop(@Payload() asked: Asked<'campaigns.stop'>): Reply<'campaigns.stop'> {
    return { campaign: await this.campaigns.stop(asked) };
  }
}
