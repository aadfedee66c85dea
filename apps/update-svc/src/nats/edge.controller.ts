/** Calls of the agents that update-svc answers. Delegation only; the workstation is the subject's, for which NATS permissions vouch. */
import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, NatsContext, Payload } from '@nestjs/microservices';
import type { EdgeCalls } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId, type ReplyOf, type RequestEnvelope, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { anyEdgeCallSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { UpdateCheckService } from '../check/update-check.service.js';
import { OfferAnswers } from '../offers/offer-answers.js';

type Asked<Name extends keyof EdgeCalls> = RequestEnvelope<RequestOf<EdgeCalls, Name>>;
type Reply<Name extends keyof EdgeCalls> = Promise<ReplyOf<EdgeCalls, Name>>;

/** The tenant is the installation's: what an agent writes there is not believed. */
@Controller()
export class EdgeController {
  constructor(
    private readonly checks: UpdateCheckService,
    private readonly answers: OfferAnswers,
  ) {}

  @MessagePattern(anyEdgeCallSubject('update.check'))
  check(@Payload() { body }: Asked<'update.check'>, @Ctx() context: NatsContext): Reply<'update.check'> {
    return this.checks.check(defaultTenantId, workstationOfSubject(context.getSubject()), body);
  }

  @MessagePattern(anyEdgeCallSubject('update.postpone'))
  postpone(@Payload() { body }: Asked<'update.postpone'>, @Ctx() context: NatsContext): Reply<'update.postpone'> {
    return this.answers.postpone(defaultTenantId, workstationOfSubject(context.getSubject()), body);
  }

  @MessagePattern(anyEdgeCallSubject('update.accept'))
  accept(@Payload() { body }: Asked<'update.accept'>, @Ctx() context: NatsContext): Reply<'update.accept'> {
    return this.answers.accept(defaultTenantId, workstationOfSubject(context.getSubject()), body);
  }
}
