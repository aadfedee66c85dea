/**
 * When the server is asked whether a card is to be updated, and what is known of each card's offer. A check comes with the card, with its holder
 * (session start, unlock), at intervals, when a postponement ends and when the server says so; where nothing is due it leaves one log line and
 * nothing to see. The server decides what is offered; this part only asks in time, however the clocks jump and whatever sleeps.
 */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { EdgeNotices, UpdateCheckReply } from '@cardwright/contracts/nats/edge.api';
import type { PostponeCause, UpdateOffer } from '@cardwright/contracts/update/update-offer';
import type { Log } from '../log/log.js';
import { ServerQuestions } from './ask-server.js';
import type { OfferTrust } from './offer-trust.js';
import { ClockSteps, dueIn, earlier, fromNow, hasCome } from './due-time.js';
import { updatePage } from './page-address.js';
import type { CallServer, ManualAnswer, Presenter, Prompt, PromptAnswer, UpdateClock, VersionNews } from './ports.js';
import { Postponing } from './postponing.js';
import type { Postponement, Postponements } from './postponements.js';
import { lockNotice, outdatedNotice, outdatedNoticeId, promptOf } from './prompt.js';
import type { CardOutlook, ServerRules, UpdateRules } from './rules.js';
import type { WatchedCard } from './watched-card.js';

export interface CardUpdatesOptions {
  call: CallServer;
  /** Throws why the server may not be talked to; for whoever waits for an answer. */
  requireOpen: () => void;
  presenter: Presenter;
  postponements: Postponements;
  trust: OfferTrust;
  clock: UpdateClock;
  log: Log;
  agentVersion: string;
  /** Origin of the gateway. */
  serverUrl: string;
  rules: () => UpdateRules;
  /** How the server wants to be asked, of each answer. */
  serverSaid: (rules: ServerRules) => void;
  /** Of versions, as the answers to checks show it. */
  versions: VersionNews;
  /** People arrive together: how long a check waits that nobody waits for, in milliseconds. */
  jitterMs: () => number;
}

type Occasion = 'inserted' | 'due' | 'notice';

/** Looked at by the wall clock each time: a timer of hours would sleep with the machine. */
const tickMs = 15_000;
/** The same card within this time is asked about once. */
const debounceMs = 10_000;
/** A session that starts right after a check needs none of its own. */
const freshMs = 5 * 60_000;
/** A promise is kept to within a minute, so that an answer that was not final is asked for again within it. */
const promiseMs = 40_000;
/** An update that can no longer be postponed was closed all the same: nobody is asked more often. */
const insistMs = 60 * 60_000;
/** After accepting, the page has half an hour. */
const acceptedMs = 31 * 60_000;

export class CardUpdates {
  private readonly cards = new Map<string, WatchedCard>();
  private readonly questions: ServerQuestions;
  private readonly postponing: Postponing;
  private readonly steps: ClockSteps;
  /** Notices that the holder has been given. */
  private readonly told = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly options: CardUpdatesOptions) {
    const { call, clock } = options;
    this.questions = new ServerQuestions(call, clock, () => this.stopped);
    const { questions } = this;
    this.postponing = new Postponing({ postponements: options.postponements, questions, clock, log: options.log });
    this.steps = new ClockSteps(clock);
  }

  start(): void {
    this.timer = setInterval(() => void this.tick(), tickMs).unref();
  }

  stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    return this.options.postponements.written();
  }

  /** How many cards wait for somebody to see their offer. */
  get offered(): number {
    return this.presentCards().filter(({ offered }) => offered !== undefined).length;
  }

  /** A card came in. at: 'once' after an insertion; 'spread' where it was found in at a start. */
  async inserted(readerName: string, identityText: string, at: 'once' | 'spread'): Promise<void> {
    const known = this.cards.get(identityText);
    const card = known ?? this.watch(readerName, identityText);
    const back = !card.present;
    card.present = true;
    card.readerName = readerName;
    if (known !== undefined && !back) return;
    if (known !== undefined && this.wasAsked(card, debounceMs)) {
      if (card.offered !== undefined) this.options.presenter.present(card.offered.prompt);
      return;
    }
    if (!this.options.rules().automatic) return;
    if (at === 'once') await this.check(card, 'inserted');
    else {
      // Spread out, but not later than the holder was told.
      const startMs = Math.min(this.options.jitterMs(), ...this.postponing.promisedMs(identityText));
      card.next = dueIn(this.options.clock, startMs);
    }
  }

  /** What is shown for a card that is no longer there is withdrawn before anything is asked of anybody. */
  async removed(readerName: string): Promise<void> {
    for (const card of this.presentCards().filter((each) => each.readerName === readerName)) {
      card.present = false;
      if (card.asking === undefined && !this.wasAsked(card, debounceMs)) this.cards.delete(card.identityText);
      // What nobody could see (the screen was locked) nobody has put off: it is shown when the card is back.
      const seen = card.offered !== undefined && this.options.presenter.withdraw(card.offered.offer.offerId);
      if (seen) await this.postpone(card, 'removed');
    }
  }

  /**
   * Connected to the server, the first time or again: what it has not heard, what got no answer, and what it may have said while nobody here could hear
   * it. Spread out, because a server that comes back has everybody at once.
   */
  async connected(): Promise<void> {
    for (const card of this.presentCards())
      if (card.failed && card.awaited) card.next = dueIn(this.options.clock, 0);
      else this.soon(card);
    await this.sayUnheard();
  }

  /** The same, where the server asks for it: whoever calls has waited within the jitter. */
  async askedAnew(): Promise<void> {
    for (const card of this.presentCards()) if (isUnanswered(card)) card.next = dueIn(this.options.clock, 0);
    await this.sayUnheard();
    await this.tick();
  }

  /** One of the two sides was found to be too old, or is no longer: what is shown is asked about again, and what was not answered for it. */
  async versionsChanged(): Promise<void> {
    const open = this.presentCards().filter(({ asking }) => asking === undefined);
    for (const card of open)
      if (card.offered !== undefined || card.heard === 'version-unsupported') card.next = dueIn(this.options.clock, 0);
    await this.tick();
  }

  private async sayUnheard(): Promise<void> {
    for (const row of this.postponing.allUnheard()) {
      const card = this.presentCards().find(({ identityText }) => identityText === row.identityText);
      // What the server says of the card shows by its clock whether the time has passed.
      if (card !== undefined) card.next = dueIn(this.options.clock, 0);
      else if (this.postponing.waitMs(row) > 0) await this.postponing.report(row);
    }
  }

  /** Somebody came to the desk: a session began or was unlocked, or the machine woke up. */
  async arrived(): Promise<void> {
    for (const card of this.presentCards()) if (!this.wasAsked(card, freshMs)) this.soon(card);
    await this.tick();
  }

  async notice({ identityText }: EdgeNotices['update.changed']): Promise<void> {
    const card = this.cards.get(identityText);
    if (card?.present === true && this.options.rules().automatic) await this.check(card, 'notice');
  }

  /** The rules are others now. Where nothing is asked by itself any more, what was found by itself is not shown any more either. */
  async rulesChanged(): Promise<void> {
    const { clock, rules } = this.options;
    const { automatic, intervalMs } = rules();
    for (const card of this.presentCards()) {
      if (automatic) card.next = earlier(card.next, dueIn(clock, intervalMs));
      else this.hide(card);
    }
    if (automatic) await this.arrived();
  }

  async tick(): Promise<void> {
    const { clock, rules } = this.options;
    const stepMs = this.steps.back();
    if (stepMs !== 0) await this.postponing.shift(stepMs);
    for (const card of this.cards.values()) {
      card.next.wallMs += stepMs;
      if (card.offered !== undefined) card.offered.skewMs -= stepMs;
    }
    for (const card of [...this.cards.values()])
      if (!card.present && !this.wasAsked(card, debounceMs)) this.cards.delete(card.identityText);
    const due = this.presentCards().filter(({ next }) => hasCome(clock, next));
    if (rules().automatic) await Promise.all(due.map((card) => this.check(card, 'due')));
  }

  /**
   * What the holder did with a prompt, besides accepting it. comesBackAt: what the button said, if it is still to come and not later than it may be.
   * An answer to a prompt that is not shown any more changes nothing.
   */
  async answered(offerId: string, answer: Exclude<PromptAnswer, 'accepted'>, comesBackAt?: string): Promise<void> {
    const card = this.showing(offerId);
    if (card !== undefined) await this.postpone(card, answer, comesBackAt);
  }

  /** Answers the page to open. readerName: for an offer that was found by hand, and is not shown. Throws EDGE_SERVER_NOT_TRUSTED, what the server answers to `update.accept`, or REQUEST_SERVICE_UNAVAILABLE. */
  async accept(offerId: string, readerName?: string): Promise<string> {
    const { clock, presenter, log, serverUrl } = this.options;
    const page = updatePage(serverUrl, offerId);
    this.options.requireOpen();
    const card = this.showing(offerId);
    const reader = card?.readerName ?? readerName;
    if (reader === undefined) throw new CardwrightError('REQUEST_OFFER_CLOSED', undefined, { offerId });
    if (card !== undefined) card.offered = undefined;
    presenter.withdraw(offerId);
    try {
      await this.requireTrust(offerId, reader);
      const { agentVersion } = this.options;
      await this.questions.once('update.accept', { offerId, readerName: reader, agentVersion });
      if (card !== undefined) card.next = dueIn(clock, acceptedMs);
      log('info', 'update accepted', { offerId });
      return page;
    } catch (error) {
      // Asked again soon, its holder would be shown again what cannot begin.
      if (card !== undefined && !isCardwrightError(error, 'EDGE_SERVER_NOT_TRUSTED')) this.askSoonAgain(card);
      log('warn', 'update not accepted', { offerId, code: codeOf(error) });
      throw error;
    }
  }

  /** What could not be believed when it was shown, or is too old by now, is asked for once more. Throws EDGE_SERVER_NOT_TRUSTED {reason}. */
  private async requireTrust(offerId: string, readerName: string): Promise<void> {
    const { trust } = this.options;
    const card = this.presentCards().find((each) => each.readerName === readerName);
    if (trust.against(offerId) !== undefined && card !== undefined) {
      const reply = await this.questions.once('update.check', { ...this.request(card), manual: true });
      if (reply.answer === 'available' && reply.offer?.offerId === offerId)
        await this.isTrusted(card, reply.offer, reply.signedOffer);
    }
    trust.require(offerId);
  }

  private async isTrusted(
    { identityText }: WatchedCard,
    offer: UpdateOffer,
    signedOffer: string | undefined,
  ): Promise<boolean> {
    const reason = await this.options.trust.examine({ identityText, offer, signedOffer });
    if (reason !== undefined) this.options.log('warn', 'update offer not trusted', { offerId: offer.offerId, reason });
    return reason === undefined;
  }

  /** Asks now, whatever was postponed and however lately it was asked (B20). Throws CARD_ABSENT, CARD_NOT_PIV, or what the server answers. */
  async checkByHand(readerName: string): Promise<ManualAnswer> {
    const { clock, serverUrl, log } = this.options;
    this.options.requireOpen();
    const card = this.presentCards().find((each) => each.readerName === readerName);
    if (card === undefined) throw new CardwrightError('CARD_ABSENT', undefined, { readerName });
    const reply = await this.questions.once('update.check', { ...this.request(card), manual: true });
    log('info', 'update check', { answer: reply.answer, occasion: 'by hand' });
    this.hearVersions(reply);
    if (reply.answer === 'available' && reply.offer !== undefined) {
      const trusted = await this.isTrusted(card, reply.offer, reply.signedOffer);
      const times = { clock, serverUrl, serverNow: reply.now };
      const prompt = { ...promptOf(reply.offer, { ...times, trusted }), byHand: true as const };
      return { found: reply.offer, readerName, prompt };
    }
    if (reply.answer === 'available' || reply.answer === 'postponed') return { nothing: 'none' };
    return { nothing: reply.answer };
  }

  outlook(): CardOutlook[] {
    const { clock, rules } = this.options;
    return this.presentCards().map(({ readerName, next, askedAtMs, heard, failed, offered }) => ({
      readerName,
      heard: failed ? 'failed' : (heard ?? null),
      heardMsAgo: askedAtMs === undefined ? null : clock.runningMs() - askedAtMs,
      offered: offered !== undefined,
      asksInMs: rules().automatic
        ? Math.max(0, Math.min(next.wallMs - clock.wallMs(), next.runningMs - clock.runningMs()))
        : null,
    }));
  }

  /** Readers with a card that has an identity. */
  readerNames(): string[] {
    return this.presentCards().map(({ readerName }) => readerName);
  }

  private watch(readerName: string, identityText: string): WatchedCard {
    const card: WatchedCard = {
      identityText,
      readerName,
      present: false,
      next: dueIn(this.options.clock, this.options.rules().intervalMs),
      askedAtMs: undefined,
      heard: undefined,
      failed: false,
      awaited: this.postponing.promisedMs(identityText).length > 0,
      offered: undefined,
      asking: undefined,
      askAgain: false,
    };
    this.cards.set(identityText, card);
    return card;
  }

  private presentCards(): WatchedCard[] {
    return [...this.cards.values()].filter(({ present }) => present);
  }

  private showing(offerId: string): WatchedCard | undefined {
    return [...this.cards.values()].find(({ offered }) => offered?.offer.offerId === offerId);
  }

  private wasAsked({ askedAtMs, asking }: WatchedCard, withinMs: number): boolean {
    return asking !== undefined || (askedAtMs !== undefined && this.options.clock.runningMs() - askedAtMs < withinMs);
  }

  private soon(card: WatchedCard): void {
    card.next = earlier(card.next, dueIn(this.options.clock, this.options.jitterMs()));
  }

  private askSoonAgain(card: WatchedCard): void {
    card.awaited = true;
    card.next = dueIn(this.options.clock, promiseMs);
  }

  private check(card: WatchedCard, occasion: Occasion): Promise<void> {
    if (card.asking !== undefined) {
      card.askAgain ||= occasion === 'notice';
      return card.asking;
    }
    card.asking = this.askAbout(card, occasion).finally(() => {
      card.asking = undefined;
      card.askedAtMs = this.options.clock.runningMs();
    });
    return card.asking;
  }

  private async askAbout(card: WatchedCard, occasion: Occasion): Promise<void> {
    const { log, clock, rules } = this.options;
    do {
      card.askAgain = false;
      card.next = dueIn(clock, rules().intervalMs);
      try {
        const reply = await this.questions.ask('update.check', this.request(card));
        card.failed = false;
        card.heard = reply.answer;
        this.options.serverSaid({ off: reply.answer === 'disabled', leastMinutes: reply.leastMinutes ?? null });
        card.next = dueIn(clock, rules().intervalMs);
        log('info', 'update check', { answer: reply.answer, occasion });
        this.hearVersions(reply);
        if (!this.stopped) await this.heard(card, reply);
      } catch (error) {
        card.failed = true;
        log('warn', 'update check failed', { code: codeOf(error), occasion });
        // Whoever was promised a time is not kept waiting for the next interval.
        if (card.awaited) this.askSoonAgain(card);
      }
    } while (card.askAgain && !this.stopped);
  }

  private request({ identityText, readerName }: WatchedCard) {
    return { identityText, agentVersion: this.options.agentVersion, offers: 1 as const, readerName };
  }

  private hearVersions(reply: UpdateCheckReply): void {
    if (reply.answer === 'version-unsupported') return this.options.versions.refused(reply);
    this.options.versions.served();
    if (this.told.delete(outdatedNoticeId)) this.options.presenter.withdraw(outdatedNoticeId);
  }

  private async heard(card: WatchedCard, reply: UpdateCheckReply): Promise<void> {
    const { clock } = this.options;
    card.awaited = reply.answer === 'postponed';
    switch (reply.answer) {
      case 'available':
        if (reply.offer !== undefined) await this.offer(card, reply.offer, reply);
        return;
      case 'postponed':
      case 'shown-elsewhere':
        this.hide(card);
        card.next = dueIn(clock, Math.max(fromNow(clock, reply.until, reply.now), promiseMs));
        return;
      case 'under-way':
        this.hide(card);
        void this.postponing.forgetCard(card.identityText);
        if (reply.kind === 'card.lock') this.tellOnce(lockNotice(reply.requestId, this.options.serverUrl));
        return;
      case 'version-unsupported':
        // What was put off comes back once this agent is new enough.
        this.hide(card);
        this.tellOnce(outdatedNotice(this.options.serverUrl));
        return;
      case 'none':
      case 'not-managed':
      case 'disabled':
        this.hide(card);
        void this.postponing.forgetCard(card.identityText);
    }
  }

  private async offer(
    card: WatchedCard,
    offer: UpdateOffer,
    { now: serverNow, signedOffer }: { now?: string; signedOffer?: string },
  ): Promise<void> {
    const { clock, rules, serverUrl, presenter } = this.options;
    this.hideOther(card, offer.offerId);
    const trusted = await this.isTrusted(card, offer, signedOffer);
    if (this.stopped) return;
    const unheard = this.postponing.unheard(offer.offerId);
    const waitMs = unheard === undefined ? 0 : this.postponing.waitMs(unheard, serverNow);
    if (unheard !== undefined && waitMs > 0) {
      card.awaited = true;
      card.next = dueIn(clock, waitMs);
      void this.report(unheard, card);
      return;
    }
    void this.postponing.forgetCard(card.identityText);
    const prompt = promptOf(offer, { clock, serverUrl, serverNow, trusted, longestMs: rules().repromptMs });
    const skewMs = serverNow === undefined ? 0 : Date.parse(serverNow) - clock.wallMs();
    card.offered = { offer, prompt, skewMs };
    if (card.present) presenter.present(prompt);
  }

  private hideOther(card: WatchedCard, offerId: string): void {
    if (card.offered !== undefined && card.offered.offer.offerId !== offerId) this.hide(card);
  }

  private hide(card: WatchedCard): void {
    if (card.offered !== undefined) this.options.presenter.withdraw(card.offered.offer.offerId);
    card.offered = undefined;
  }

  private tellOnce(notice: Prompt): void {
    if (this.told.has(notice.offerId)) return;
    this.told.add(notice.offerId);
    this.options.presenter.present(notice);
  }

  private async postpone(card: WatchedCard, cause: PostponeCause, comesBackAt?: string): Promise<void> {
    const { clock } = this.options;
    const { offer, prompt, skewMs } = card.offered!;
    this.hide(card);
    const longestMs = prompt.postponeMs ?? insistMs;
    const saidMs = comesBackAt === undefined ? NaN : Date.parse(comesBackAt) - clock.wallMs();
    const waitMs = saidMs > 0 && saidMs <= longestMs ? saidMs : longestMs;
    card.next = dueIn(clock, waitMs);
    card.awaited = true;
    const untilMs = clock.wallMs() + waitMs;
    const row = {
      heard: false,
      identityText: card.identityText,
      offerId: offer.offerId,
      cause,
      until: isoOf(untilMs),
      serverUntil: prompt.postponeMs === null ? null : isoOf(untilMs + skewMs),
    };
    await this.postponing.keep(row);
    await this.report(row, card);
  }

  private async report(row: Postponement, card: WatchedCard): Promise<void> {
    const waitMs = await this.postponing.report(row);
    if (waitMs !== undefined) card.next = dueIn(this.options.clock, waitMs);
  }
}

/** Asked again as soon as the server may answer otherwise. */
const isUnanswered = ({ failed, heard }: WatchedCard): boolean => failed || heard === 'version-unsupported';
const isoOf = (ms: number): string => new Date(ms).toISOString();
const codeOf = (error: unknown): string => (isCardwrightError(error) ? error.code : 'INTERNAL');
