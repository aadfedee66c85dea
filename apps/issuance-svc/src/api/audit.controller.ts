/** The audit trail over NATS: one line per handler. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { AuditRequests } from './audit.requests.js';
import type { Answer, Asked } from './asked.js';

@Controller()
export class AuditController {
  constructor(private readonly audit: AuditRequests) {}

  @MessagePattern(issuanceSubject('audit.list'))
  list(@Payload() asked: Asked<'audit.list'>): Answer<'audit.list'> {
    return this.audit.list(asked);
  }

  @MessagePattern(issuanceSubject('audit.verify'))
  verify(@Payload() asked: Asked<'audit.verify'>): Answer<'audit.verify'> {
    return this.audit.verify(asked);
  }
}
