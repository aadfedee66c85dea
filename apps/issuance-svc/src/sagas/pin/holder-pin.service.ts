/**
 * Hands out the key to which a person's PIN is sealed, and relays the sealed PIN to the agent. (For the initial PIN see
 * initial-pin-reveal.service.ts.) This service sees sealed texts only and stores none (design.md section 3).
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import {
  pinSkippedUpdate,
  pinSuppliedUpdate,
  type DecisionArgument,
} from '@cardwright/contracts/workflow/card-write.contract';
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import { passkeyStageOf, pinStageNamed } from '@cardwright/contracts/workflow/stages';
import { say } from '@cardwright/contracts/words/say';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { requestTarget } from '../../records/authorisation/targets.js';
import { endpointFor } from '../../domain/endpoints.js';
import { RequestService } from '../../records/requests/request.service.js';
import { HolderPinCards } from './holder-pin.cards.js';
import type { Asked } from '../../domain/asked.js';
import { SagaDecisions } from '../steer/saga-decisions.service.js';

@Injectable()
export class HolderPinService {
  constructor(
    private readonly access: AuthorisationService,
    private readonly requests: RequestService,
    private readonly decisions: SagaDecisions,
    private readonly cards: HolderPinCards,
  ) {}

  async pinKey(envelope: Asked<'sagas.pin-key'>): Promise<ReplyOf<IssuanceApi, 'sagas.pin-key'>> {
    const view = await this.requests.view(envelope.tenantId, envelope.body.requestId);
    const { request } = view;
    await this.access.authorise(envelope, endpointFor(request, 'sagas.pin-key'), requestTarget(view));
    const { session, pinRule, asks, asked, forPasskeysToo, passkeysApart } = await this.cards.awaiting(request);
    const { sessionKey, agentNkey } = session;
    const use = { ...(forPasskeysToo && { forPasskeysToo }), ...(passkeysApart && { passkeysApart }) };
    return {
      sessionKey,
      agentNkey,
      pinRule,
      asks,
      ...(asked && { asked }),
      ...use,
      serverTime: new Date().toISOString(),
    };
  }

  async supply(envelope: Asked<'sagas.supply-pin'>): Promise<{ saga: SagaRow }> {
    const { requestId, jwe } = envelope.body;
    const argument: DecisionArgument = {};
    const { saga } = await this.decisions.decide(
      envelope,
      'sagas.supply-pin',
      requestId,
      'pin-supplied',
      { update: pinSuppliedUpdate, argument },
      async (request) => {
        await this.cards.relay(request, jwe);
        // The saga waits in more than one stage.
        if (isCardSaga(request.type) && passkeyStageOf(request.type)?.stage === request.stage)
          argument.stage = request.stage;
      },
    );
    return { saga };
  }

  async skip(envelope: Asked<'sagas.skip-pin'>): Promise<{ saga: SagaRow }> {
    const { saga } = await this.decisions.decide(
      envelope,
      'sagas.skip-pin',
      envelope.body.requestId,
      'pin-skipped',
      { update: pinSkippedUpdate, argument: {} },
      async (request) => {
        // A reprovision, an update or a PIN reset cannot continue without the PIN.
        if (!isCardSaga(request.type) || pinStageNamed(request.type, request.stage)?.optional !== true)
          throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.pin-needed'));
        await this.cards.awaiting(request);
      },
    );
    return { saga };
  }
}
