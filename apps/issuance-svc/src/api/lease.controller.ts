/** Whether a lease is open: services ask about any, agents about those at their own workstation. */
import type { EdgeCalls, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { anyEdgeCallSubject, issuanceInternalSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { isUuid } from '@cardwright/contracts/uuid';
import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, NatsContext, Payload } from '@nestjs/microservices';
import { LeaseService } from '../records/leases/lease.service.js';

@Controller()
export class LeaseController {
  constructor(private readonly leases: LeaseService) {}

  @MessagePattern(issuanceInternalSubject('lease.check'))
  async check(
    @Payload() asked: RequestEnvelope<RequestOf<IssuanceInternalApi, 'lease.check'>>,
  ): Promise<ReplyOf<IssuanceInternalApi, 'lease.check'>> {
    return { open: await this.leases.isOpen(asked.body) };
  }

  /** The workstation is the subject's, which NATS permissions vouch for. */
  @MessagePattern(anyEdgeCallSubject('lease.check'))
  async checkOwn(
    @Payload() asked: RequestEnvelope<RequestOf<EdgeCalls, 'lease.check'>>,
    @Ctx() context: NatsContext,
  ): Promise<ReplyOf<EdgeCalls, 'lease.check'>> {
    const { lease } = asked.body;
    return { open: isLeaseAt(workstationOfSubject(context.getSubject()), lease) && (await this.leases.isOpen(lease)) };
  }
}

const isLeaseAt = (workstationId: string, lease: LeaseToken | undefined): lease is LeaseToken =>
  lease?.workstationId === workstationId &&
  isUuid(lease.deviceId) &&
  isUuid(lease.requestId) &&
  Number.isSafeInteger(lease.fencingToken);
