/** Requests about campaigns: authorise, look at the reason, then update-svc, which keeps them. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import type { Answer, Asked } from '../domain/asked.js';
import { rolesOf } from '../domain/authorisation.js';
import { checkReason } from '../domain/reason-check.js';
import { callAs } from '../persistence/change-context.js';
import { auditCounted, begunExport } from '../records/audit/exported-list.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';

@Controller()
export class CampaignController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly rpc: RpcClient,
    private readonly database: DataSource,
  ) {}

  @MessagePattern(issuanceSubject('campaigns.count'))
  async count(@Payload() asked: Asked<'campaigns.count'>): Answer<'campaigns.count'> {
    await this.access.authorise(asked, 'campaigns.count');
    return this.rpc.update('campaigns.count', asked.body, callAs(asked));
  }

  /** Throws as checkReason. */
  @MessagePattern(issuanceSubject('campaigns.create'))
  async create(@Payload() asked: Asked<'campaigns.create'>): Answer<'campaigns.create'> {
    const actor = await this.access.authorise(asked, 'campaigns.create');
    checkReason(asked.body, 'update', rolesOf(actor));
    return this.rpc.update('campaigns.create', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('campaigns.list'))
  async list(@Payload() asked: Asked<'campaigns.list'>): Answer<'campaigns.list'> {
    await this.access.authorise(asked, 'campaigns.list');
    return this.rpc.update('campaigns.list', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('campaigns.get'))
  async get(@Payload() asked: Asked<'campaigns.get'>): Answer<'campaigns.get'> {
    await this.access.authorise(asked, 'campaigns.get');
    return this.rpc.update('campaigns.get', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('campaigns.cards'))
  async cards(@Payload() asked: Asked<'campaigns.cards'>): Answer<'campaigns.cards'> {
    await this.access.authorise(asked, 'campaigns.cards');
    const { forExport: _, ...body } = asked.body;
    const page = await this.rpc.update('campaigns.cards', body, callAs(asked));
    const exporting = begunExport(asked);
    if (exporting !== undefined)
      await auditCounted(this.database, 'campaign-cards', await this.countCards(asked), exporting);
    return page;
  }

  /** How many cards a list without pages would have. */
  private async countCards(asked: Asked<'campaigns.cards'>): Promise<number> {
    const { campaignId, state } = asked.body;
    const { counts } = (await this.rpc.update('campaigns.get', { campaignId }, callAs(asked))).campaign;
    return state === undefined ? Object.values(counts).reduce((sum, cards) => sum + cards, 0) : counts[state];
  }

  @MessagePattern(issuanceSubject('campaigns.pause'))
  async pause(@Payload() asked: Asked<'campaigns.pause'>): Answer<'campaigns.pause'> {
    await this.access.authorise(asked, 'campaigns.pause');
    return this.rpc.update('campaigns.pause', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('campaigns.resume'))
  async resume(@Payload() asked: Asked<'campaigns.resume'>): Answer<'campaigns.resume'> {
    await this.access.authorise(asked, 'campaigns.resume');
    return this.rpc.update('campaigns.resume', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('campaigns.stop'))
  async stop(@Payload() asked: Asked<'campaigns.stop'>): Answer<'campaigns.stop'> {
    await this.access.authorise(asked, 'campaigns.stop');
    return this.rpc.update('campaigns.stop', asked.body, callAs(asked));
  }
}
