/** What agents report of the steps that they run. The workstation is the subject's, which NATS permissions vouch for. */
import type { StepProgress } from '@cardwright/contracts/nats/edge.api';
import { anyEdgeEventSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, NatsContext, Payload } from '@nestjs/microservices';
import { StepEventService } from '../records/requests/step-events.service.js';

@Controller()
export class StepProgressController {
  constructor(private readonly steps: StepEventService) {}

  /** Written together a tenth of a second later, so many are under way at once; a whole issue is reported within a second or two. */
  @EventPattern<string>(anyEdgeEventSubject('step.progress'), {
    queue: null,
    lane: { atOnce: 1_000, burst: 1_000, perSecond: 100 },
  })
  stepProgress(@Payload() event: StepProgress, @Ctx() context: NatsContext): Promise<void> {
    return this.steps.record(workstationOfSubject(context.getSubject()), event);
  }
}
