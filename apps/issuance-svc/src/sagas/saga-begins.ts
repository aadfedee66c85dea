/**
 * Begins a saga of any kind, for another service or for a person who has accepted an offer, in the same way as for any person and with every
 * check of the kind. NATS permissions decide which services may ask. Such a service may start sagas and do nothing else.
 */
import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.requests';
import type { RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { isCardSaga, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import { serviceEnvelope } from '../records/authorisation/authorisation.service.js';
import { kinds } from './kinds.js';

/** The start of any kind; the contract defines which body belongs to which kind. */
interface Starts {
  start(envelope: RequestEnvelope<object>, type: CardSagaType): Promise<{ saga: SagaRow }>;
}

@Injectable()
export class SagaBegins {
  constructor(private readonly providers: ModuleRef) {}

  /** Throws AUTH_REQUIRED, REQUEST_INVALID {field}, and the errors of the kind's own request. */
  async begin(asked: RequestEnvelope<RequestOf<IssuanceInternalApi, 'sagas.begin'>>): Promise<{ saga: SagaRow }> {
    const { type, request } = asked.body;
    if (!isCardSaga(type)) throw new CardwrightError('REQUEST_INVALID', say('input.no-saga-kind'), { field: 'type' });
    if (typeof request !== 'object' || request === null)
      throw new CardwrightError('REQUEST_INVALID', say('input.saga-for-what'), { field: 'request' });
    return this.start(serviceEnvelope({ ...asked, body: request }), type);
  }

  /** As whom the envelope names. Throws as the request of the kind does. */
  start(envelope: RequestEnvelope<object>, type: CardSagaType): Promise<{ saga: SagaRow }> {
    const requests: Starts = this.providers.get(kinds[type].requests as Type<Starts>);
    return requests.start(envelope, type);
  }
}
