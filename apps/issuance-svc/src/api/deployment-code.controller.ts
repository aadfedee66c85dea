/** Requests about deployment codes: authorise, then the service. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { say } from '@cardwright/contracts/words/say';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { requireWords } from '../domain/reason-check.js';
import { contextOf } from '../persistence/change-context.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { DeploymentCodeService } from '../records/workstations/deployment-code.service.js';

@Controller()
export class DeploymentCodeController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly codes: DeploymentCodeService,
  ) {}

  @MessagePattern(issuanceSubject('deployment-codes.create'))
  async create(@Payload() asked: Asked<'deployment-codes.create'>): Answer<'deployment-codes.create'> {
    await this.access.authorise(asked, 'deployment-codes.create');
    return this.codes.create(asked.body, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('deployment-codes.list'))
  async list(@Payload() asked: Asked<'deployment-codes.list'>): Answer<'deployment-codes.list'> {
    await this.access.authorise(asked, 'deployment-codes.list');
    return this.codes.list(asked.tenantId, asked.body);
  }

  @MessagePattern(issuanceSubject('deployment-codes.revoke'))
  async revoke(@Payload() asked: Asked<'deployment-codes.revoke'>): Answer<'deployment-codes.revoke'> {
    await this.access.authorise(asked, 'deployment-codes.revoke');
    requireWords(asked.body.reason, say('why.code'));
    return this.codes.revoke(asked.body, contextOf(asked));
  }
}
