/** Requests about the audit trail: authorise, then the service. */
import { Injectable } from '@nestjs/common';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import type { Answer, Asked } from './asked.js';
import { contextOf } from '../persistence/change-context.js';
import { AuditService } from '../records/audit/audit.service.js';

@Injectable()
export class AuditRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly audit: AuditService,
  ) {}

  async list(asked: Asked<'audit.list'>): Answer<'audit.list'> {
    const scopes = await this.access.listScopes(asked, 'audit.list');
    return this.audit.list(asked.tenantId, { ...asked.body, scopes }, asked.body);
  }

  async verify(asked: Asked<'audit.verify'>): Answer<'audit.verify'> {
    await this.access.authorise(asked, 'audit.verify');
    return this.audit.verifyAll(contextOf(asked));
  }
}
