/** The trace of a saga on request: authorise, then the rows. */
import { Injectable } from '@nestjs/common';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { requestTarget } from '../records/authorisation/targets.js';
import { DeviceService } from '../records/devices/device.service.js';
import type { Answer, Asked } from './asked.js';
import { RequestService } from '../records/requests/request.service.js';
import { sagaTraceOf } from '../records/traces/saga-trace.js';
import { TraceStore } from '../records/traces/trace-store.js';

@Injectable()
export class TraceRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly requests: RequestService,
    private readonly devices: DeviceService,
    private readonly traces: TraceStore,
  ) {}

  async trace(asked: Asked<'sagas.trace'>): Answer<'sagas.trace'> {
    const { requestId } = asked.body;
    const view = await this.requests.view(asked.tenantId, requestId);
    await this.access.authorise(asked, 'sagas.trace', requestTarget(view));
    const { deviceId, identityText, modelId } = await this.devices.get(view.request.deviceId);
    const rows = await this.traces.of(requestId);
    return { trace: sagaTraceOf({ requestId, deviceId, identityText, modelId }, rows) };
  }
}
