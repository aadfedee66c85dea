/** Suspend, resume, terminate, replace, reasons and revocations over NATS: one line per handler. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { LifecycleRequests } from './lifecycle.requests.js';
import { ReplacementRequests } from './replacement.requests.js';
import type { Answer, Asked } from './asked.js';

@Controller()
export class LifecycleController {
  constructor(
    private readonly lifecycle: LifecycleRequests,
    private readonly replacements: ReplacementRequests,
  ) {}

  @MessagePattern(issuanceSubject('devices.suspend'))
  suspend(@Payload() asked: Asked<'devices.suspend'>): Answer<'devices.suspend'> {
    return this.lifecycle.suspend(asked);
  }

  @MessagePattern(issuanceSubject('devices.resume'))
  resume(@Payload() asked: Asked<'devices.resume'>): Answer<'devices.resume'> {
    return this.lifecycle.resume(asked);
  }

  @MessagePattern(issuanceSubject('devices.terminate'))
  terminate(@Payload() asked: Asked<'devices.terminate'>): Answer<'devices.terminate'> {
    return this.lifecycle.terminate(asked);
  }

  @MessagePattern(issuanceSubject('devices.replace'))
  replace(@Payload() asked: Asked<'devices.replace'>): Answer<'devices.replace'> {
    return this.replacements.replace(asked);
  }

  @MessagePattern(issuanceSubject('reasons.list'))
  reasons(@Payload() asked: Asked<'reasons.list'>): Answer<'reasons.list'> {
    return this.lifecycle.listReasons(asked);
  }

  @MessagePattern(issuanceSubject('revocations.list'))
  revocations(@Payload() asked: Asked<'revocations.list'>): Answer<'revocations.list'> {
    return this.lifecycle.listRevocations(asked);
  }
}
