/** Devices and the view of sagas over NATS: one line per handler. What writes to a card is saga.controller.ts. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DeviceRequests } from './device.requests.js';
import { TraceRequests } from './trace.requests.js';
import { SagaRequests } from './saga.requests.js';
import type { Answer, Asked } from './asked.js';

@Controller()
export class DeviceController {
  constructor(
    private readonly devices: DeviceRequests,
    private readonly sagas: SagaRequests,
    private readonly traces: TraceRequests,
  ) {}

  @MessagePattern(issuanceSubject('devices.list'))
  list(@Payload() asked: Asked<'devices.list'>): Answer<'devices.list'> {
    return this.devices.list(asked);
  }

  @MessagePattern(issuanceSubject('devices.get'))
  get(@Payload() asked: Asked<'devices.get'>): Answer<'devices.get'> {
    return this.devices.get(asked);
  }

  @MessagePattern(issuanceSubject('devices.inspect'))
  inspect(@Payload() asked: Asked<'devices.inspect'>): Answer<'devices.inspect'> {
    return this.devices.inspect(asked);
  }

  @MessagePattern(issuanceSubject('sagas.list'))
  sagaList(@Payload() asked: Asked<'sagas.list'>): Answer<'sagas.list'> {
    return this.sagas.list(asked);
  }

  @MessagePattern(issuanceSubject('sagas.get'))
  saga(@Payload() asked: Asked<'sagas.get'>): Answer<'sagas.get'> {
    return this.sagas.get(asked);
  }

  @MessagePattern(issuanceSubject('sagas.timeline'))
  timeline(@Payload() asked: Asked<'sagas.timeline'>): Answer<'sagas.timeline'> {
    return this.sagas.timeline(asked);
  }

  @MessagePattern(issuanceSubject('sagas.trace'))
  trace(@Payload() asked: Asked<'sagas.trace'>): Answer<'sagas.trace'> {
    return this.traces.trace(asked);
  }
}
