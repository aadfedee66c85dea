/** What agents report and ask: events and calls. The workstation is the subject's, which NATS permissions vouch for. */
import type { AgentStatus, EdgeCalls, LeaseToken, StepProgress } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { anyEdgeCallSubject, anyEdgeEventSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, NatsContext, Payload } from '@nestjs/microservices';
import { LeaseService } from '../records/leases/lease.service.js';
import { isUuid } from '../persistence/page.js';
import { StepEventService } from '../records/requests/step-events.service.js';
import { WorkstationRequests } from './workstation.requests.js';

@Controller()
export class EdgeController {
  constructor(
    private readonly steps: StepEventService,
    private readonly workstations: WorkstationRequests,
    private readonly leases: LeaseService,
  ) {}

  /** Written together a tenth of a second later, so many are under way at once; a whole issue is reported within a second or two. */
  @EventPattern<string>(anyEdgeEventSubject('step.progress'), {
    queue: null,
    lane: { atOnce: 1_000, burst: 1_000, perSecond: 100 },
  })
  stepProgress(@Payload() event: StepProgress, @Ctx() context: NatsContext): Promise<void> {
    return this.steps.record(workstationOf(context), event);
  }

  @EventPattern<string>(anyEdgeEventSubject('agent.started'), { onlyLast: true })
  agentStarted(@Payload() status: AgentStatus, @Ctx() context: NatsContext): Promise<void> {
    return this.workstations.seen(workstationOf(context), status);
  }

  /** Due every two weeks; each one is a signature of the vault and two rows of the audit trail. */
  @MessagePattern(anyEdgeCallSubject('jwt.renew'), { lane: { atOnce: 1, waiting: 4, burst: 10, perSecond: 0.02 } })
  renewJwt(
    @Payload() asked: RequestEnvelope<RequestOf<EdgeCalls, 'jwt.renew'>>,
    @Ctx() context: NatsContext,
  ): Promise<ReplyOf<EdgeCalls, 'jwt.renew'>> {
    return this.workstations.renewJwt(workstationOf(context), asked);
  }

  @MessagePattern(anyEdgeCallSubject('lease.check'))
  async leaseCheck(
    @Payload() asked: RequestEnvelope<RequestOf<EdgeCalls, 'lease.check'>>,
    @Ctx() context: NatsContext,
  ): Promise<ReplyOf<EdgeCalls, 'lease.check'>> {
    const { lease } = asked.body;
    // An agent learns of leases at its own workstation only.
    return { open: isLeaseAt(workstationOf(context), lease) && (await this.leases.isOpen(lease)) };
  }
}

const workstationOf = (context: NatsContext): string => workstationOfSubject(context.getSubject());

const isLeaseAt = (workstationId: string, lease: LeaseToken | undefined): lease is LeaseToken =>
  lease?.workstationId === workstationId &&
  isUuid(lease.deviceId) &&
  isUuid(lease.requestId) &&
  Number.isSafeInteger(lease.fencingToken);
