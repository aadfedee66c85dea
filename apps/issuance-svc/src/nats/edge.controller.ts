/** What agents tell and ask: events and calls. The workstation is the subject's, which NATS permissions vouch for. */
import type { AgentStatus, EdgeCalls, StepProgress } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { anyEdgeCallSubject, anyEdgeEventSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, NatsContext, Payload } from '@nestjs/microservices';
import { StepEventService } from '../requests/step-events.service.js';
import { WorkstationRequests } from '../workstations/workstation.requests.js';

@Controller()
export class EdgeController {
  constructor(
    private readonly steps: StepEventService,
    private readonly workstations: WorkstationRequests,
  ) {}

  @EventPattern<string>(anyEdgeEventSubject('step.progress'), { queue: null })
  stepProgress(@Payload() event: StepProgress, @Ctx() context: NatsContext): Promise<void> {
    return this.steps.record(workstationOf(context), event);
  }

  @EventPattern<string>(anyEdgeEventSubject('agent.started'))
  agentStarted(@Payload() status: AgentStatus, @Ctx() context: NatsContext): Promise<void> {
    return this.workstations.seen(workstationOf(context), status);
  }

  @MessagePattern(anyEdgeCallSubject('jwt.renew'))
  renewJwt(
    @Payload() asked: RequestEnvelope<RequestOf<EdgeCalls, 'jwt.renew'>>,
    @Ctx() context: NatsContext,
  ): Promise<ReplyOf<EdgeCalls, 'jwt.renew'>> {
    return this.workstations.renewJwt(workstationOf(context), asked);
  }
}

const workstationOf = (context: NatsContext): string => workstationOfSubject(context.getSubject());
