/** [B05] Begins the saga of a kind for which nobody is asked, when its card is there. One that cannot be begun now is tried again in a minute, or at the next insertion. */
import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { cardRequestDeadlineMs } from '@cardwright/contracts/nats/edge.api';
import { updateKinds } from '@cardwright/contracts/update/update-kinds';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Clock } from '../config/clock.js';
import { self } from '../config/self.js';
import type { UnaskedKind } from '../kinds/kinds.js';
import type { Offer, Presence } from '../persistence/offer.repository.js';
import { Notices } from './notices.js';
import { OfferAnswers } from './offer-answers.js';
import { OfferRefresh, type Refreshed } from './offer-refresh.js';

/** Longer than a request that reads a card. */
const againMs = 60_000;

export interface UnaskedSaga {
  kind: UnaskedKind;
  offer: Offer;
  presence: Presence;
  identityText: string;
}

@Injectable()
export class UnaskedSagas {
  private readonly logger = new Logger(UnaskedSagas.name);

  constructor(
    private readonly rpc: RpcClient,
    private readonly refreshes: OfferRefresh,
    private readonly answers: OfferAnswers,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  /** In the transaction that found it: no other copy begins it until it has been tried. */
  async take(manager: EntityManager, due: Refreshed['due'], found: UnaskedSaga): Promise<UnaskedSaga> {
    const now = this.clock.now();
    const taken = { state: 'accepted', acceptedAt: new Date(now), leasedUntil: new Date(now + againMs) } as const;
    const open = found.offer;
    const offer = await this.refreshes.change(manager, { open, due }, { ...taken, ...found.presence });
    return { ...found, offer };
  }

  /** Nothing is thrown: until it is begun, its time comes again. */
  async begin({ kind, offer, presence, identityText }: UnaskedSaga): Promise<void> {
    const { tenantId, deviceId, offerId, causes } = offer;
    const request = { deviceId, ...presence, reason: causes[0]!.cause, idempotencyKey: `update-offer:${offerId}` };
    try {
      const { saga } = await this.rpc.issuanceInternal(
        'sagas.begin',
        { type: updateKinds[kind].saga, request },
        { tenantId, correlationId: randomUUID(), actor: self },
        // The card is read before it is begun.
        { timeoutMs: cardRequestDeadlineMs },
      );
      await this.answers.began(tenantId, { offerId, requestId: saga.requestId });
      // Its agent asks now, and lets the holder know why.
      this.notices.changed(presence.workstationId, { identityText, offerId });
    } catch (error) {
      const code = isCardwrightError(error) ? error.code : undefined;
      this.logger.warn({ err: error, code, deviceId, offerId }, 'a saga that is due was not begun; it is tried again');
    }
  }
}
