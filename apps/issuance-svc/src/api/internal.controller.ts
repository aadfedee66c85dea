/** Requests between services (`issuance-internal`): no actor; NATS permissions say who may ask. */
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.api';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { issuanceInternalSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DeviceRequests } from './device.requests.js';
import { LeaseService } from '../records/leases/lease.service.js';

type Asked<Name extends keyof IssuanceInternalApi> = RequestEnvelope<RequestOf<IssuanceInternalApi, Name>>;

@Controller()
export class InternalController {
  constructor(
    private readonly leases: LeaseService,
    private readonly devices: DeviceRequests,
  ) {}

  @MessagePattern(issuanceInternalSubject('lease.check'))
  async leaseCheck(@Payload() asked: Asked<'lease.check'>): Promise<{ open: boolean }> {
    return { open: await this.leases.isOpen(asked.body) };
  }

  @MessagePattern(issuanceInternalSubject('devices.export'))
  export(@Payload() asked: Asked<'devices.export'>): Promise<ReplyOf<IssuanceInternalApi, 'devices.export'>> {
    return this.devices.export(asked);
  }
}
