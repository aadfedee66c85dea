/**
 * [B05] Begins the saga of a kind for which nobody is asked, when its card is there. One that could not be begun is tried again when the card is
 * put in, and soon all the same.
 */
import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { cardRequestDeadlineMs } from '@cardwright/contracts/nats/edge.api';
import { updateKinds } from '@cardwright/contracts/update/update-kinds';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Clock } from '../config/clock.js';
import { self } from '../config/self.js';
import type { UnaskedKind } from '../kinds/kinds.js';
import { OfferRepository, type Offer, type Presence } from '../persistence/offer.repository.js';
import { Notices } from './notices.js';
import { OfferAnswers } from './offer-answers.js';
import { OfferRefresh, type Refreshed } from './offer-refresh.js';

/** Longer than a request that reads a card. Whoever tries is lost after that. */
const tryMs = 60_000;
/** After one that failed, whatever happens to the card. */
const againMs = 15_000;

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
    private readonly dataSource: DataSource,
    private readonly rpc: RpcClient,
    private readonly offers: OfferRepository,
    private readonly refreshes: OfferRefresh,
    private readonly answers: OfferAnswers,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  /** In the transaction that found it: no other copy begins it until it has been tried. */
  async take(manager: EntityManager, due: Refreshed['due'], found: UnaskedSaga): Promise<UnaskedSaga> {
    const now = this.clock.now();
    const { workstationId, readerName } = found.presence;
    const taken = { state: 'accepted', acceptedAt: new Date(now), leasedUntil: new Date(now + tryMs) } as const;
    const open = found.offer;
    const offer = await this.refreshes.change(manager, { open, due }, { ...taken, workstationId, readerName });
    return { ...found, offer };
  }

  /** Nothing is thrown: until it is begun, its time comes again. */
  async begin(taken: UnaskedSaga): Promise<void> {
    const { deviceId, offerId } = taken.offer;
    try {
      await this.tryNow(taken);
    } catch (error) {
      const code = isCardwrightError(error) ? error.code : undefined;
      this.logger.warn({ err: error, code, deviceId, offerId }, 'a saga that is due was not begun; it is tried again');
      await inTransaction(this.dataSource, (manager) => this.giveBack(manager, taken)).catch((failure: unknown) =>
        this.logger.warn({ err: failure, deviceId, offerId }, 'it is tried again when nobody can be trying any more'),
      );
    }
  }

  private async tryNow({ kind, offer, presence, identityText }: UnaskedSaga): Promise<void> {
    const { tenantId, deviceId, offerId, causes } = offer;
    const { workstationId, readerName } = presence;
    const place = { workstationId, readerName };
    const request = { deviceId, ...place, reason: causes[0]!.cause, idempotencyKey: `update-offer:${offerId}` };
    const { saga } = await this.rpc.issuanceInternal(
      'sagas.begin',
      { type: updateKinds[kind].saga, request },
      { tenantId, correlationId: randomUUID(), actor: self },
      // The card is read before it is begun.
      { timeoutMs: cardRequestDeadlineMs },
    );
    await this.answers.began(tenantId, { offerId, requestId: saga.requestId });
    // Its agent asks now, and lets the holder know why.
    this.notices.changed(workstationId, { identityText, offerId });
  }

  /** The next insertion need not wait for the time of one that failed. One that came while it was tried counts at once. */
  private async giveBack(manager: EntityManager, { offer, identityText }: UnaskedSaga): Promise<void> {
    const { tenantId, deviceId, offerId, acceptedAt } = offer;
    if ((await this.offers.lockDevice(manager, offer)) === null) return;
    const open = await this.offers.open(manager, tenantId, deviceId);
    // Begun after all, over, or tried by somebody else since.
    if (open?.offerId !== offerId || open.requestId !== null || open.state !== 'accepted') return;
    if (open.acceptedAt!.getTime() !== acceptedAt!.getTime()) return;
    await this.offers.update(manager, open, { state: 'offered', leasedUntil: null });
    const reportedAt = (await this.offers.presence(manager, tenantId, identityText))?.reportedAt ?? null;
    const cameSince = reportedAt !== null && reportedAt > acceptedAt!;
    const at = new Date(this.clock.now() + (cameSince ? 0 : againMs));
    await this.offers.setTimer(manager, tenantId, deviceId, at);
  }
}
