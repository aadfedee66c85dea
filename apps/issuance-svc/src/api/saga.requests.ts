/** Looking at sagas: authorise, then the rows. What acts on a saga is sagas/steer/saga-control.service.ts. */
import { Injectable } from '@nestjs/common';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { requestTarget } from '../records/authorisation/targets.js';
import type { Answer, Asked } from './asked.js';
import { sagaRowOf } from '../records/requests/request-row.js';
import { RequestService } from '../records/requests/request.service.js';

@Injectable()
export class SagaRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly requests: RequestService,
  ) {}

  async list(asked: Asked<'sagas.list'>): Answer<'sagas.list'> {
    const { personId: own, scopes } = await this.access.listFilter(asked, 'sagas.list');
    const personId = own ?? asked.body.personId;
    const { state, type, deviceId, stuck } = asked.body;
    const filter = {
      state,
      type,
      deviceId,
      stuck,
      ...(personId === undefined ? {} : { personId }),
      scopes,
    };
    return this.requests.list(asked.tenantId, filter, asked.body);
  }

  async get(asked: Asked<'sagas.get'>): Answer<'sagas.get'> {
    const view = await this.requests.view(asked.tenantId, asked.body.requestId);
    await this.access.authorise(asked, 'sagas.get', requestTarget(view));
    return { saga: sagaRowOf(view) };
  }

  async timeline(asked: Asked<'sagas.timeline'>): Answer<'sagas.timeline'> {
    const view = await this.requests.view(asked.tenantId, asked.body.requestId);
    await this.access.authorise(asked, 'sagas.timeline', requestTarget(view));
    return { rows: await this.requests.timeline(asked.body.requestId, asked.body.afterSequence ?? 0) };
  }
}
