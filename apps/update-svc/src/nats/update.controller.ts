/** Requests on `cw.v1.update.>`. Delegation only; every reply is the contract's. */
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { updateSubject } from '@cardwright/contracts/nats/subjects';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import { verifyAuditChain } from '@cardwright/service-kit/audit/verify-audit-chain';
import { eventsForFeed } from '@cardwright/service-kit/outbox/collect-events';
import { OfferAnswers } from '../offers/offer-answers.js';
import { OfferQueries } from '../offers/offer-queries.js';
import { schema } from '../persistence/database.js';

type Asked<Name extends keyof UpdateApi> = RequestEnvelope<RequestOf<UpdateApi, Name>>;
type Reply<Name extends keyof UpdateApi> = Promise<ReplyOf<UpdateApi, Name>>;

@Controller()
export class UpdateController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly offers: OfferQueries,
    private readonly answers: OfferAnswers,
  ) {}

  @MessagePattern(updateSubject('audit.verify'))
  verifyAudit(): Reply<'audit.verify'> {
    return verifyAuditChain(this.dataSource, schema);
  }

  @MessagePattern(updateSubject('offers.get'))
  async get(@Payload() { tenantId, body }: Asked<'offers.get'>): Reply<'offers.get'> {
    return { offer: await this.offers.get(tenantId, body.offerId) };
  }

  @MessagePattern(updateSubject('offers.list'))
  list(@Payload() { tenantId, body }: Asked<'offers.list'>): Reply<'offers.list'> {
    return this.offers.list(tenantId, body);
  }

  @MessagePattern(updateSubject('offers.events'))
  async happened(@Payload() { body }: Asked<'offers.events'>): Reply<'offers.events'> {
    return { events: await eventsForFeed(this.dataSource, body.have) };
  }

  @MessagePattern(updateSubject('offers.began'))
  async began(@Payload() { tenantId, body }: Asked<'offers.began'>): Reply<'offers.began'> {
    await this.answers.began(tenantId, body);
    return { offer: await this.offers.get(tenantId, body.offerId) };
  }
}
