/** Requests about roll-outs of profile versions: authorise, then update-svc, which keeps them. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { callAs } from '../persistence/change-context.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';

@Controller()
export class RolloutController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly rpc: RpcClient,
  ) {}

  @MessagePattern(issuanceSubject('rollouts.list'))
  async list(@Payload() asked: Asked<'rollouts.list'>): Answer<'rollouts.list'> {
    await this.access.authorise(asked, 'rollouts.list');
    return this.rpc.update('rollouts.list', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('rollouts.plan'))
  async plan(@Payload() asked: Asked<'rollouts.plan'>): Answer<'rollouts.plan'> {
    await this.access.authorise(asked, 'rollouts.plan');
    return this.rpc.update('rollouts.plan', {}, callAs(asked));
  }

  @MessagePattern(issuanceSubject('rollouts.get'))
  async get(@Payload() asked: Asked<'rollouts.get'>): Answer<'rollouts.get'> {
    await this.access.authorise(asked, 'rollouts.get');
    return this.rpc.update('rollouts.get', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('rollouts.advance'))
  async advance(@Payload() asked: Asked<'rollouts.advance'>): Answer<'rollouts.advance'> {
    await this.access.authorise(asked, 'rollouts.advance');
    return this.rpc.update('rollouts.advance', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('rollouts.pause'))
  async pause(@Payload() asked: Asked<'rollouts.pause'>): Answer<'rollouts.pause'> {
    await this.access.authorise(asked, 'rollouts.pause');
    return this.rpc.update('rollouts.pause', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('rollouts.resume'))
  async resume(@Payload() asked: Asked<'rollouts.resume'>): Answer<'rollouts.resume'> {
    await this.access.authorise(asked, 'rollouts.resume');
    return this.rpc.update('rollouts.resume', asked.body, callAs(asked));
  }

  @MessagePattern(issuanceSubject('rollouts.stop'))
  async stop(@Payload() asked: Asked<'rollouts.stop'>): Answer<'rollouts.stop'> {
    await this.access.authorise(asked, 'rollouts.stop');
    return this.rpc.update('rollouts.stop', asked.body, callAs(asked));
  }
}
