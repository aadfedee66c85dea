/** Looking at sagas: authorise, then the rows. What acts on a saga is saga.controller.ts. */
import type { SagaSort, Sorted } from '@cardwright/contracts/nats/list-filters';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { begunExport } from '../records/audit/exported-list.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { requestTarget } from '../records/authorisation/targets.js';
import type { Answer, Asked } from '../domain/asked.js';
import { sagaRowOf } from '../records/requests/request-row.js';
import { DeviceService } from '../records/devices/device.service.js';
import { sagaTraceOf } from '../records/traces/saga-trace.js';
import { TraceStore } from '../records/traces/trace-store.js';
import { WorkWeeks } from '../records/requests/work-weeks.js';
import { RequestService } from '../records/requests/request.service.js';

@Controller()
export class SagaViewController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly requests: RequestService,
    private readonly devices: DeviceService,
    private readonly traces: TraceStore,
    private readonly work: WorkWeeks,
  ) {}

  @MessagePattern(issuanceSubject('sagas.list'))
  async list(@Payload() asked: Asked<'sagas.list'>): Answer<'sagas.list'> {
    const { personId: own, scopes } = await this.access.listFilter(asked, 'sagas.list');
    const { forExport: _, limit, cursor, sort, order, personId, ...filter } = asked.body;
    const page = { sort, order, limit, cursor } as Sorted<SagaSort> & PageRequest;
    const scoped = { ...filter, personId: own ?? personId, scopes };
    return this.requests.list(asked.tenantId, scoped, page, begunExport(asked));
  }

  @MessagePattern(issuanceSubject('sagas.attention'))
  async attention(@Payload() asked: Asked<'sagas.attention'>): Answer<'sagas.attention'> {
    return this.requests.attention(asked.tenantId, await this.access.listFilter(asked, 'sagas.attention'));
  }

  @MessagePattern(issuanceSubject('sagas.weeks'))
  async weeks(@Payload() asked: Asked<'sagas.weeks'>): Answer<'sagas.weeks'> {
    return { kinds: await this.work.kinds(asked.tenantId, await this.access.listScopes(asked, 'sagas.weeks')) };
  }

  @MessagePattern(issuanceSubject('sagas.get'))
  async get(@Payload() asked: Asked<'sagas.get'>): Answer<'sagas.get'> {
    const view = await this.requests.view(asked.tenantId, asked.body.requestId);
    await this.access.authorise(asked, 'sagas.get', requestTarget(view));
    return { saga: sagaRowOf(view) };
  }

  @MessagePattern(issuanceSubject('sagas.timeline'))
  async timeline(@Payload() asked: Asked<'sagas.timeline'>): Answer<'sagas.timeline'> {
    const view = await this.requests.view(asked.tenantId, asked.body.requestId);
    await this.access.authorise(asked, 'sagas.timeline', requestTarget(view));
    return { rows: await this.requests.timeline(asked.body.requestId, asked.body.afterSequence ?? 0) };
  }

  @MessagePattern(issuanceSubject('sagas.trace'))
  async trace(@Payload() asked: Asked<'sagas.trace'>): Answer<'sagas.trace'> {
    const { requestId } = asked.body;
    const view = await this.requests.view(asked.tenantId, requestId);
    await this.access.authorise(asked, 'sagas.trace', requestTarget(view));
    const { deviceId, identityText, modelId } = await this.devices.get(view.request.deviceId);
    const rows = await this.traces.of(requestId);
    return { trace: sagaTraceOf({ requestId, deviceId, identityText, modelId }, rows) };
  }
}
