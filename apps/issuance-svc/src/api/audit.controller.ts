/** Requests about the audit trail: authorise, then the service. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { begunExport } from '../records/audit/exported-list.js';
import { AuditService } from '../records/audit/audit.service.js';

@Controller()
export class AuditController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly audit: AuditService,
  ) {}

  @MessagePattern(issuanceSubject('audit.list'))
  async list(@Payload() asked: Asked<'audit.list'>): Answer<'audit.list'> {
    const scopes = await this.access.listScopes(asked, 'audit.list');
    return this.audit.list(asked.tenantId, { ...asked.body, scopes }, asked.body, begunExport(asked));
  }

  @MessagePattern(issuanceSubject('audit.verify'))
  async verify(@Payload() asked: Asked<'audit.verify'>): Answer<'audit.verify'> {
    await this.access.authorise(asked, 'audit.verify');
    return this.audit.verifyAll(contextOf(asked));
  }
}
