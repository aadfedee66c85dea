/** Brings the offer of one card up to date, within the transaction of whoever asks about it: a check, an answer of the holder, or its timer. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { UpdateCause } from '@cardwright/contracts/update/update-offer';
import type { EntityManager } from 'typeorm';
import { Clock } from '../config/clock.js';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { isUnasked } from '../kinds/kinds.js';
import { OfferRepository, type LockedDevice, type Offer, type StoredDue } from '../persistence/offer.repository.js';
import { decide, earliest, nextLook } from './offer-rules.js';

export interface Refreshed {
  open: Offer | null;
  /** Everything that is due for the card or will be. */
  due: readonly StoredDue[];
  /** Something changed that the agent of the card should know of. */
  changed: boolean;
}

@Injectable()
export class OfferRefresh {
  constructor(
    private readonly offers: OfferRepository,
    private readonly clock: Clock,
    @Inject(UPDATE_CONFIG) private readonly config: UpdateConfig,
  ) {}

  /** byHand: somebody asks who does not want to wait. willBegin: what nobody is asked about; else the clock does, next. */
  async refresh(
    manager: EntityManager,
    device: LockedDevice,
    { byHand = false, willBegin = false } = {},
  ): Promise<Refreshed> {
    const { tenantId, deviceId, activeRequestId } = device;
    const now = this.clock.now();
    const due = await this.offers.due(tenantId, deviceId, manager);
    let open = await this.offers.open(manager, tenantId, deviceId);
    const { repromptMs } = this.config;
    const quiet = open === null && due.length > 0 && !byHand;
    const endedAt = quiet ? await this.offers.lastUnfinished(manager, tenantId, deviceId) : null;
    const quietUntil = endedAt === null ? null : endedAt.getTime() + repromptMs;
    const { ends, changes, begins } = decide({ due, open, activeRequestId, now, repromptMs, quietUntil });
    if (open !== null && ends !== undefined) {
      await this.offers.update(manager, open, ended(ends, now));
      open = null;
    }
    if (open !== null && changes !== undefined) {
      await this.offers.update(manager, open, changes);
      open = { ...open, ...changes };
    }
    if (begins !== undefined) {
      open = newOffer(device, begins, now);
      await this.offers.insert(manager, open);
    }
    const isLeft = !willBegin && open?.state === 'offered' && isUnasked(open.kind);
    const next = isLeft ? new Date(now) : nextLook({ due, now, quietUntil }, open);
    await this.offers.setTimer(manager, tenantId, deviceId, next);
    return { open, due, changed: ends !== undefined || changes !== undefined || begins !== undefined };
  }

  /** Writes what an answer changes, after `refresh` in the same transaction; and when the card is looked at again, where that changes with it. */
  async change(
    manager: EntityManager,
    { open, due }: Pick<Refreshed, 'due'> & { open: Offer },
    changes: Partial<Offer>,
  ): Promise<Offer> {
    const { tenantId, deviceId } = open;
    await this.offers.update(manager, open, changes);
    const changed = { ...open, ...changes };
    const situation = { due, now: this.clock.now() };
    const next = nextLook(situation, changed);
    if (next?.getTime() !== nextLook(situation, open)?.getTime())
      await this.offers.setTimer(manager, tenantId, deviceId, next);
    return changed;
  }

  /** The saga of an offer is known, or has ended: nothing of the offer happens at a time any more. */
  async begun(manager: EntityManager, offer: Offer, changes: Partial<Offer>): Promise<void> {
    const { tenantId, deviceId } = offer;
    await this.offers.update(manager, offer, changes);
    const due = await this.offers.due(tenantId, deviceId, manager);
    const next = nextLook({ due, now: this.clock.now() }, { ...offer, ...changes });
    await this.offers.setTimer(manager, tenantId, deviceId, next);
  }

  /** A card that is not known any more is offered nothing. */
  async forget(manager: EntityManager, tenantId: string, deviceId: string): Promise<void> {
    const open = await this.offers.open(manager, tenantId, deviceId);
    if (open !== null) await this.offers.update(manager, open, ended('withdrawn', this.clock.now()));
    await this.offers.setTimer(manager, tenantId, deviceId, null);
  }
}

export const ended = (state: 'withdrawn' | 'superseded' | 'done', now: number): Partial<Offer> => ({
  state,
  until: null,
  leasedUntil: null,
  endedAt: new Date(now),
});

function newOffer(device: LockedDevice, causes: UpdateCause[], now: number): Offer {
  return {
    offerId: randomUUID(),
    tenantId: device.tenantId,
    deviceId: device.deviceId,
    deviceLabel: device.label ?? '',
    personId: device.personId,
    state: 'offered',
    kind: causes[0]!.kind,
    causes,
    deadline: earliest(causes.map(({ deadline }) => deadline)),
    offeredAt: new Date(now),
    workstationId: null,
    readerName: null,
    leasedUntil: null,
    until: null,
    postponements: [],
    acceptedAt: null,
    requestId: null,
    outcome: null,
    endedAt: null,
  };
}
