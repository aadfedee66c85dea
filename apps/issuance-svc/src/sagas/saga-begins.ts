/**
 * Begins a saga of any kind for another service: by the same way as for people, with every check of the kind. What may ask at all is said by
 * NATS permissions; here a service may start sagas and nothing else.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceInternalApi, SagaRow, SagaToBegin } from '@cardwright/contracts/nats/issuance.api';
import type { RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { isCardSaga, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { serviceEnvelope } from '../records/authorisation/authorisation.service.js';
import { IssueRequests } from './issue/issue-requests.service.js';
import { PinRequests } from './pin/pin-requests.service.js';
import { RecycleRequests } from './recycle/recycle-requests.service.js';
import { RewriteRequests } from './rewrite/rewrite-requests.service.js';

type Started = Promise<{ saga: SagaRow }>;
type RequestFor<Type extends CardSagaType> = RequestEnvelope<Extract<SagaToBegin, { type: Type }>['request']>;

@Injectable()
export class SagaBegins {
  private readonly start: { [Type in CardSagaType]: (envelope: RequestFor<Type>) => Started };

  constructor(issues: IssueRequests, recycles: RecycleRequests, rewrites: RewriteRequests, pins: PinRequests) {
    this.start = {
      ISSUE: (envelope) => issues.issue(envelope),
      ACTIVATE: (envelope) => issues.activate(envelope),
      RECYCLE: (envelope) => recycles.recycle(envelope),
      REPROVISION: (envelope) => rewrites.start(envelope, 'REPROVISION'),
      UPDATE: (envelope) => rewrites.start(envelope, 'UPDATE'),
      UNLOCK: (envelope) => pins.start(envelope, 'UNLOCK'),
      LOCK: (envelope) => pins.start(envelope, 'LOCK'),
    };
  }

  /** Throws AUTH_REQUIRED, REQUEST_INVALID {field}, and as the request of the kind does. */
  async begin(asked: RequestEnvelope<RequestOf<IssuanceInternalApi, 'sagas.begin'>>): Started {
    const { type, request } = asked.body;
    if (!isCardSaga(type)) throw new CardwrightError('REQUEST_INVALID', 'No kind of saga', { field: 'type' });
    if (typeof request !== 'object' || request === null)
      throw new CardwrightError('REQUEST_INVALID', 'What the saga is for is missing', { field: 'request' });
    const start = this.start[type] as (envelope: RequestEnvelope<unknown>) => Started;
    return start(serviceEnvelope({ ...asked, body: request }));
  }
}
