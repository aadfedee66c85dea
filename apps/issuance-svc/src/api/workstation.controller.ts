/** Workstations over NATS: one line per handler. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { WorkstationRequests } from './workstation.requests.js';
import type { Answer, Asked } from './asked.js';

@Controller()
export class WorkstationController {
  constructor(private readonly workstations: WorkstationRequests) {}

  @MessagePattern(issuanceSubject('workstations.list'))
  list(@Payload() asked: Asked<'workstations.list'>): Answer<'workstations.list'> {
    return this.workstations.list(asked);
  }

  @MessagePattern(issuanceSubject('workstations.readers'))
  readers(@Payload() asked: Asked<'workstations.readers'>): Answer<'workstations.readers'> {
    return this.workstations.readers(asked);
  }

  @MessagePattern(issuanceSubject('workstations.enrolment-code'))
  createCode(@Payload() asked: Asked<'workstations.enrolment-code'>): Answer<'workstations.enrolment-code'> {
    return this.workstations.createCode(asked);
  }

  @MessagePattern(issuanceSubject('workstations.enrol'))
  enrol(@Payload() asked: Asked<'workstations.enrol'>): Answer<'workstations.enrol'> {
    return this.workstations.enrol(asked);
  }

  @MessagePattern(issuanceSubject('workstations.revoke'))
  revoke(@Payload() asked: Asked<'workstations.revoke'>): Answer<'workstations.revoke'> {
    return this.workstations.revoke(asked);
  }
}
