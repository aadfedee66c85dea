/** Requests about workstations: authorise, then the service. Enrolment has no actor: the code is the authority. */
import type { AgentStatus, EdgeCalls } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { Injectable } from '@nestjs/common';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { permissionsOf } from '../domain/authorisation.js';
import { requireWords } from '../domain/reason-check.js';
import type { Answer, Asked } from './asked.js';
import { contextOf } from '../persistence/change-context.js';
import { EnrolmentService } from '../records/workstations/enrolment.service.js';
import { WorkstationService } from '../records/workstations/workstation.service.js';

@Injectable()
export class WorkstationRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly workstations: WorkstationService,
    private readonly enrolments: EnrolmentService,
  ) {}

  async list(asked: Asked<'workstations.list'>): Answer<'workstations.list'> {
    await this.access.authorise(asked, 'workstations.list');
    return this.workstations.list(asked.tenantId, asked.body, contextOf(asked));
  }

  async readers(asked: Asked<'workstations.readers'>): Answer<'workstations.readers'> {
    const actor = await this.access.authorise(asked, 'workstations.readers');
    const { readers } = await this.workstations.readers(asked.body.workstationId, contextOf(asked));
    // Whose cards they are is nobody's business who may not see others' devices.
    const shown = permissionsOf(actor).includes('others.view')
      ? readers
      : readers.map((reader) => ({ ...reader, identityText: null }));
    const { identity } = asked.body;
    return { readers: identity === undefined ? shown : shown.filter((reader) => reader.identityText === identity) };
  }

  async createCode(asked: Asked<'workstations.enrolment-code'>): Answer<'workstations.enrolment-code'> {
    await this.access.authorise(asked, 'workstations.enrolment-code');
    return this.enrolments.createCode(asked.body.name, contextOf(asked));
  }

  async enrol(asked: Asked<'workstations.enrol'>): Answer<'workstations.enrol'> {
    return this.enrolments.enrol(asked.body, contextOf(asked));
  }

  async revoke(asked: Asked<'workstations.revoke'>): Answer<'workstations.revoke'> {
    await this.access.authorise(asked, 'workstations.revoke');
    requireWords(asked.body.reason, 'Say why the workstation is shut out');
    return this.workstations.revoke(asked.body.workstationId, asked.body.reason, contextOf(asked));
  }

  /** workstationId: from the subject. An agent names no tenant; there is one. */
  async renewJwt(
    workstationId: string,
    asked: RequestEnvelope<RequestOf<EdgeCalls, 'jwt.renew'>>,
  ): Promise<ReplyOf<EdgeCalls, 'jwt.renew'>> {
    const context = { ...contextOf(asked), tenantId: defaultTenantId };
    return this.workstations.renewJwt(workstationId, asked.body.agentNkey, context);
  }

  async seen(workstationId: string, status?: AgentStatus): Promise<void> {
    await this.workstations.seen(workstationId, status);
  }
}
