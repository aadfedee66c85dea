/** What the holder of a card does with its offer: shown at a workstation, postponed, accepted, begun. Each in one transaction that holds the card's row. */
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { EdgeCalls, UpdateCheckAnswer, UpdateCheckRequest } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import type { PostponeCause, SagaOutcome } from '@cardwright/contracts/update/update-offer';
import { isOlderThan } from '@cardwright/contracts/workstation/versions';
import { isUuid } from '@cardwright/contracts/uuid';
import { say } from '@cardwright/contracts/words/say';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { requireId } from '../asked/asked.js';
import { Clock } from '../config/clock.js';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { isUnasked } from '../kinds/kinds.js';
import { OfferRepository, type Offer } from '../persistence/offer.repository.js';
import type { OfferSignature } from '../persistence/offer-signature.repository.js';
import { SagaRunRepository } from '../persistence/saga-run.repository.js';
import { ended, OfferRefresh, type Refreshed } from './offer-refresh.js';
import { isPostponable, postponed } from './offer-rules.js';
import { OfferSignatures } from './offer-signatures.js';
import { offerView, type ShownOffer } from './offer-view.js';
import { SagaFiguresCache } from './saga-figures.js';
import { isKeptElsewhere, plainAnswer, silence } from './silence.js';

/** Longer than a prompt stands, so that another workstation stays silent meanwhile. */
export const shownMs = 10 * 60_000;
/** Whoever accepted and did not begin by then is asked again later. */
const acceptedMs = 30 * 60_000;
/** Between the end of a saga and the word that it was begun. */
const justNowMs = 60_000;
const causes: readonly PostponeCause[] = ['dismissed', 'ignored', 'removed'];

type Body<Name extends keyof EdgeCalls> = RequestOf<EdgeCalls, Name>;

@Injectable()
export class OfferAnswers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly offers: OfferRepository,
    private readonly refreshes: OfferRefresh,
    private readonly runs: SagaRunRepository,
    private readonly figures: SagaFiguresCache,
    private readonly signatures: OfferSignatures,
    private readonly clock: Clock,
    @Inject(UPDATE_CONFIG) private readonly config: UpdateConfig,
  ) {}

  /** The answer to a check of a card for which something may be due; keeps the offer for the workstation that will show it. */
  async show(
    card: { tenantId: string; deviceId: string },
    workstationId: string,
    request: UpdateCheckRequest,
  ): Promise<UpdateCheckAnswer> {
    const shown = await inTransaction(this.dataSource, async (manager): Promise<Offer | UpdateCheckAnswer> => {
      const device = await this.offers.lockDevice(manager, card);
      if (device === null) return { answer: 'none' };
      const { open, due } = await this.refreshes.refresh(manager, device, { byHand: request.manual === true });
      if (open === null) return { answer: 'none' };
      if (isUnasked(open.kind)) return request.offers === 1 ? begunAnswer(open) : { answer: 'none' };
      if (request.offers !== 1) return plainAnswer(open);
      const now = this.clock.now();
      const presence = isKeptElsewhere(open, workstationId, now)
        ? await this.offers.presence(manager, device.tenantId, device.identityText)
        : null;
      const presentAt = presence?.workstationId ?? null;
      const silent = silence(open, { here: workstationId, now, presentAt, manual: request.manual === true });
      if (silent !== null) return silent;
      const leasedUntil = new Date(now + shownMs);
      const lease = { workstationId, readerName: request.readerName ?? null, leasedUntil };
      const changes = open.state === 'accepted' ? { ...lease, ...again } : lease;
      return this.refreshes.change(manager, { open, due }, changes);
    });
    const byHand = request.manual === true;
    return 'answer' in shown ? shown : this.available(card.tenantId, request.identityText, shown, byHand);
  }

  /** It is shown where it is asked for. signature: what is kept with the card, if it was read already. */
  async available(
    tenantId: string,
    identityText: string,
    shown: ShownOffer & { signature?: OfferSignature | null },
    byHand = false,
  ): Promise<UpdateCheckAnswer> {
    const record = await this.figures.of(tenantId, shown.kind);
    const offer = offerView(shown, record, { now: this.clock.now(), repromptMs: this.config.repromptMs });
    const signedOffer = await this.signatures.of(tenantId, offer, identityText, { known: shown.signature, byHand });
    const signed = signedOffer === null ? {} : { signedOffer };
    return { answer: 'available', kind: shown.kind, requestId: shown.offerId, offer, ...signed };
  }

  /** Throws as EdgeCalls says. */
  postpone(
    tenantId: string,
    workstationId: string,
    { offerId, cause, until }: Body<'update.postpone'>,
  ): Promise<ReplyOf<EdgeCalls, 'update.postpone'>> {
    if (!causes.includes(cause)) throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'cause' });
    return this.answer(tenantId, offerId, async (manager, offered) => {
      const { open } = offered;
      requireHere(open, workstationId);
      if (open.requestId !== null) throw closed(open);
      const now = this.clock.now();
      if (open.state === 'postponed') return { until: open.until!.toISOString(), now: new Date(now).toISOString() };
      if (!isPostponable(open, now))
        throw new CardwrightError('REQUEST_NOT_POSTPONABLE', undefined, { deadline: open.deadline!.toISOString() });
      const { repromptMs } = this.config;
      const named = typeof until === 'string' ? Date.parse(until) : undefined;
      const changes = postponed(open, cause, { now, repromptMs }, named);
      const changed = await this.refreshes.change(manager, offered, changes);
      return { until: changed.until!.toISOString(), now: new Date(now).toISOString() };
    });
  }

  /** Throws as EdgeCalls says. */
  accept(
    tenantId: string,
    workstationId: string,
    { offerId, readerName, agentVersion }: Body<'update.accept'>,
  ): Promise<ReplyOf<EdgeCalls, 'update.accept'>> {
    if (typeof readerName !== 'string')
      throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'readerName' });
    // The minimum was raised since the offer was shown. One that does not say its version is stopped before the first write.
    const { minimumAgentVersion } = this.config;
    if (agentVersion !== undefined && isOlderThan(agentVersion, minimumAgentVersion))
      throw new CardwrightError('EDGE_OUTDATED', undefined, { agentVersion, minimumAgentVersion });
    return this.answer(tenantId, offerId, async (manager, offered) => {
      const { open } = offered;
      requireHere(open, workstationId);
      if (open.requestId !== null) return { accepted: true };
      const now = this.clock.now();
      await this.refreshes.change(manager, offered, {
        state: 'accepted',
        until: null,
        acceptedAt: open.acceptedAt ?? new Date(now),
        leasedUntil: new Date(now + acceptedMs),
        readerName,
      });
      return { accepted: true };
    });
  }

  /**
   * The saga of an offer was begun; it may have ended since. One that was withdrawn a moment ago was so because that saga has done what was
   * due. Throws as UpdateApi says.
   */
  async began(tenantId: string, { offerId, requestId }: { offerId: string; requestId: string }): Promise<void> {
    requireId(requestId, 'requestId');
    const outcome = (await this.runs.endOf(tenantId, requestId)) as SagaOutcome | null;
    await inTransaction(this.dataSource, async (manager) => {
      const { deviceId } = await this.find(tenantId, offerId, manager);
      await this.offers.lockDevice(manager, { tenantId, deviceId });
      const offer = await this.find(tenantId, offerId, manager);
      if (offer.requestId === requestId) return;
      const now = this.clock.now();
      const justWithdrawn = offer.state === 'withdrawn' && now - offer.endedAt!.getTime() < justNowMs;
      if (offer.requestId !== null || (offer.endedAt !== null && !justWithdrawn)) throw closed(offer);
      const over = justWithdrawn || outcome !== null;
      await this.refreshes.begun(manager, offer, {
        requestId,
        acceptedAt: offer.acceptedAt ?? new Date(now),
        ...(over ? { ...ended('done', now), outcome } : { state: 'accepted', until: null, leasedUntil: null }),
      });
    });
  }

  /** Throws REQUEST_NOT_FOUND. */
  async find(tenantId: string, offerId: string, manager?: EntityManager): Promise<Offer> {
    const found = isUuid(offerId) ? await this.offers.find(tenantId, offerId, manager) : null;
    if (found === null) throw new CardwrightError('REQUEST_NOT_FOUND', say('missing.offer'), { offerId });
    return found;
  }

  /** Brings the offer up to date first: what is not due any more is not answered. Throws REQUEST_NOT_FOUND, REQUEST_OFFER_CLOSED {state}. */
  private async answer<Result>(
    tenantId: string,
    offerId: string,
    work: (manager: EntityManager, offered: Pick<Refreshed, 'due'> & { open: Offer }) => Promise<Result>,
  ): Promise<Result> {
    const outcome = await inTransaction(
      this.dataSource,
      async (manager): Promise<{ done: Result } | { over: Offer }> => {
        const { deviceId } = await this.find(tenantId, offerId, manager);
        const device = await this.offers.lockDevice(manager, { tenantId, deviceId });
        if (device !== null) {
          const { open, due } = await this.refreshes.refresh(manager, device);
          if (open?.offerId === offerId) return { done: await work(manager, { open, due }) };
        }
        return { over: await this.find(tenantId, offerId, manager) };
      },
    );
    // Not in the transaction: what was found stays.
    if ('over' in outcome) throw closed(outcome.over);
    return outcome.done;
  }
}

/** As an offer that was accepted and is shown again because somebody asked by hand. */
const again = { state: 'offered' } as const;

/** Of an offer that nobody is asked about: its holder is told once it has begun. */
export const begunAnswer = ({ requestId, kind, causes }: Offer): UpdateCheckAnswer =>
  requestId === null ? { answer: 'none' } : { answer: 'under-way', requestId, kind, cause: causes[0]!.cause };

const closed = ({ state }: Offer): CardwrightError => new CardwrightError('REQUEST_OFFER_CLOSED', undefined, { state });

function requireHere(open: Offer, workstationId: string): void {
  if (open.workstationId !== workstationId) throw new CardwrightError('REQUEST_OFFER_ELSEWHERE');
}
