/** Calls of the agents that update-svc answers. Delegation only. */
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { UpdateCheckReply, UpdateCheckRequest } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId, type RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { anyEdgeCallSubject } from '@cardwright/contracts/nats/subjects';
import { UpdateCheckService } from '../check/update-check.service.js';

@Controller()
export class EdgeController {
  constructor(private readonly checks: UpdateCheckService) {}

  /** The tenant is the installation's: what an agent writes there is not believed. */
  @MessagePattern(anyEdgeCallSubject('update.check'))
  check(@Payload() request: RequestEnvelope<UpdateCheckRequest>): Promise<UpdateCheckReply> {
    return this.checks.check(defaultTenantId, request.body);
  }
}
