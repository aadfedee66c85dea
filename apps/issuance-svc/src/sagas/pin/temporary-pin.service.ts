/**
 * [C30] Shows the temporary PIN of a card whose passkey is being made, to whoever may give that card its PIN. The agent seals it to the key of
 * their page; this service relays the sealed text and keeps none. Each look is audited before the agent is asked.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { requestTarget } from '../../records/authorisation/targets.js';
import type { Asked } from '../../domain/asked.js';
import { endpointFor } from '../../domain/endpoints.js';
import { showsTemporaryPin } from '../../domain/request-lifecycle.js';
import { CardIntentEntity } from '../../persistence/card-intent.entity.js';
import { callContextOf, contextOf } from '../../persistence/change-context.js';
import { RequestService } from '../../records/requests/request.service.js';

@Injectable()
export class TemporaryPin {
  constructor(
    private readonly database: DataSource,
    private readonly access: AuthorisationService,
    private readonly requests: RequestService,
    private readonly rpc: RpcClient,
  ) {}

  /** Throws LIFECYCLE_TRANSITION, PIN_KEY_EXPIRED, LIFECYCLE_LEASE_LOST, REQUEST_RATE_LIMITED, EDGE_UNREACHABLE. */
  async show(envelope: Asked<'sagas.show-temporary-pin'>): Promise<{ jwe: string }> {
    const { requestId, recipientJwk } = envelope.body;
    const view = await this.requests.view(envelope.tenantId, requestId);
    const { request } = view;
    await this.access.authorise(envelope, endpointFor(request, 'sagas.show-temporary-pin'), requestTarget(view));
    const { attempt, deviceId } = request;
    const intent = await this.database.manager.findOneBy(CardIntentEntity, { requestId, attempt });
    if (!showsTemporaryPin(request) || !intent?.session)
      throw new CardwrightError('LIFECYCLE_TRANSITION', say('passkey.no-temporary-pin'));
    const change = contextOf(envelope);
    await appendAudit(this.database.manager, {
      ...change,
      action: 'temporary-pin.shown',
      object: `device:${deviceId}`,
      details: { requestId, attempt },
    });
    const { lease } = intent.session;
    return this.rpc.edge(lease.workstationId, 'pin.show', { lease, recipientJwk }, callContextOf(change));
  }
}
