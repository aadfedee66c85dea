/** The step of a wizard that a holder's page shows now: the page tells it, and whoever helps the holder sees it. */
import { Body, Delete, Get, Param, Put, Req } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyRequest } from 'fastify';
import { ByItself, type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { SessionService } from '../auth/session.service.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { PersonParam } from './dto/common.dto.js';
import { WizardStepBody } from './dto/wizard-step.dto.js';

@ApiController('me/wizard-step')
export class WizardStepController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly sessions: SessionService,
  ) {}

  @Put()
  @ByItself()
  @Operation('Tell which step one’s own page shows', {
    says: 'When it changes, and every 20 seconds while the page is open; forgotten after 60 seconds. One for each browser. It is no use of the session.',
    problems: ['AUTH_PERSON_UNKNOWN'],
  })
  @Reply('wizard-step.tell')
  tell(@Body() body: WizardStepBody, @Req() request: FastifyRequest, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('wizard-step.tell', { ...body, ...this.browserOf(request) }, caller);
  }

  @Delete()
  @ByItself()
  @Operation('Tell that one’s own page was left', {
    says: '`left` is false where no step was told.',
    problems: ['AUTH_PERSON_UNKNOWN'],
  })
  @Reply('wizard-step.leave')
  leave(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('wizard-step.leave', this.browserOf(request), caller);
  }

  private browserOf({ session }: FastifyRequest): { sessionSha256Hex?: string } {
    return session ? { sessionSha256Hex: this.sessions.recordOf(session) } : {};
  }
}

@ApiController('people/:personId/wizard-step')
export class PersonWizardStepController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('Get the step that a person’s page shows', {
    says: 'Of the wizard that they have open in the portal, for whoever helps them; null where none is open. Once for each wizard it is written into the audit who saw it.',
    problems: ['PERSON_NOT_FOUND'],
  })
  @Reply('people.wizard-step')
  see(@Param() param: PersonParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.wizard-step', param, caller);
  }
}
