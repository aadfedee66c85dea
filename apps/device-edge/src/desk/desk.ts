/**
 * The desk part of one graphical session: shows what the machine service hands it, and says what the person did. It has no right to cards or to
 * the bus of the system, and decides nothing. Never takes the focus: it shows notifications, and opens a browser when somebody clicks.
 */
import type { Bus } from '../dbus/bus.js';
import type { FromService, FromUser, TellText } from '../desk-link/protocol.js';
import type { Log } from '../log/log.js';
import type { Prompt, PromptAnswer } from '../updates/ports.js';
import type { OpenPage } from './browser.js';
import {
  NotificationService,
  type ClosedReason,
  type Notification,
  type NotificationListener,
  type ServiceIdentity,
} from './notification-service.js';
import { choiceOf, comesBack, promptNotification, shownForMs } from './prompt-notification.js';
import type { ShownFile } from './shown-file.js';
import { openByHand, tellText, type NotificationText } from './texts.js';

export interface DeskOptions {
  connectBus: () => Promise<Bus>;
  openPage: OpenPage;
  shownFile: ShownFile;
  send: (message: FromUser) => void;
  /** Nothing can be shown any more: the session's message bus or its notification service is gone. `start` finds out when it is back. */
  lost: () => void;
  log: Log;
  now?: () => Date;
  /** How often it looks whether what is shown is still there, in milliseconds. */
  lookMs?: number;
  /** How long an offer is shown, in milliseconds; absent: by its urgency. */
  shownForMs?: number;
}

interface Shown {
  prompt: Prompt;
  id: number;
  /** What its button says; undefined: it cannot be put off. ISO 8601. */
  comesBackAt: string | undefined;
  /** When its time is up, in milliseconds since the epoch. */
  untilMs: number;
  timer: NodeJS.Timeout;
}

const tellForMs = 30_000;
/** A message bus that ends takes every notification along, and says nothing. */
const lookEveryMs = 10_000;
/** The notification service may be the one that closes it: whoever is first. */
const graceMs = 500;

/** What a person is told when an update was refused. */
const refusals: Record<string, TellText> = {
  REQUEST_SERVICE_UNAVAILABLE: 'no-server',
  EDGE_SERVER_NOT_TRUSTED: 'not-trusted',
  EDGE_OUTDATED: 'version-unsupported',
};

export class Desk implements NotificationListener {
  private readonly shown = new Map<string, Shown>();
  /** Of notifications that were answered, for the browser that opens next. */
  private readonly tokens = new Map<number, string>();
  private readonly accepted = new Map<string, string | undefined>();
  private service: NotificationService | undefined;
  private identity: ServiceIdentity | undefined;
  private looking: NodeJS.Timeout | undefined;
  /** One thing at a time, in the order in which it was asked for: a withdrawal must not overtake its prompt. */
  private work: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: DeskOptions) {}

  /** Takes away what a killed desk part left. Rejects when there is no session bus or no notification service. */
  start(): Promise<void> {
    return this.inTurn(async () => void (await this.connected()));
  }

  /** Nothing of ours stays on the screen. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      for (const { prompt } of [...this.shown.values()]) await this.hide(prompt.offerId);
      clearInterval(this.looking);
      this.service?.disconnect();
    });
  }

  /** The service is gone: an answer would reach nobody. It shows its prompts anew when it is back. */
  linkLost(): Promise<void> {
    return this.inTurn(async () => {
      for (const offerId of [...this.shown.keys()]) await this.hide(offerId);
    });
  }

  heard(message: FromService): Promise<void> {
    return this.inTurn(async () => {
      if (message.say === 'present') await this.present(message.prompt);
      if (message.say === 'withdraw') await this.hide(message.offerId);
      if (message.say === 'tell') await this.tell(tellText(message.text));
      if (message.say === 'open') await this.open(message.offerId, message.url);
      if (message.say === 'refused') {
        if (message.offerId !== undefined) this.accepted.delete(message.offerId);
        await this.tell(tellText(refusals[message.error.code] ?? 'not-accepted'));
      }
    });
  }

  activationToken(id: number, token: string): void {
    if (this.byId(id) !== undefined) this.tokens.set(id, token);
  }

  action(id: number, actionId: string): void {
    const shown = this.byId(id);
    const choice = choiceOf(actionId);
    if (shown === undefined || choice === undefined) return;
    if (choice === 'later') this.answer(shown, 'dismissed');
    else {
      if (shown.prompt.choice) this.accepted.set(shown.prompt.offerId, this.tokens.get(id));
      this.answer(shown, 'accepted');
    }
    this.tokens.delete(id);
    // Some services leave a notification open whose action was chosen.
    void this.inTurn(async () => this.service?.close(id));
  }

  closed(id: number, reason: ClosedReason): void {
    const shown = this.byId(id);
    if (shown === undefined) return;
    const early = reason === 'expired' && this.now().getTime() < shown.untilMs;
    const byHand = reason === 'dismissed' || (early && this.service?.manners.closedIsExpired === true);
    this.answer(shown, byHand ? 'dismissed' : 'ignored');
  }

  restarted(): void {
    void this.inTurn(async () => {
      const prompts = [...this.shown.values()].map(({ prompt }) => prompt);
      for (const { prompt } of [...this.shown.values()]) this.forget(prompt.offerId);
      // It may be another program, with other manners.
      this.service?.disconnect();
      this.service = undefined;
      for (const prompt of prompts) await this.present(prompt);
    });
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.work.then(work);
    this.work = done.catch((error: Error) =>
      this.options.log('warn', 'not done on the desktop', { reason: error.message }),
    );
    return done;
  }

  private byId(id: number): Shown | undefined {
    return [...this.shown.values()].find((each) => each.id === id);
  }

  private async present(prompt: Prompt): Promise<void> {
    const { offerId } = prompt;
    const before = this.shown.get(offerId);
    if (before !== undefined && isSame(before.prompt, prompt)) return;
    const now = this.now();
    const forMs = this.options.shownForMs ?? shownForMs(prompt);
    try {
      const id = await this.show(
        (service) => ({ ...promptNotification(prompt, service, now), shownForMs: forMs }),
        before?.id,
      );
      clearTimeout(before?.timer);
      const timer = setTimeout(() => void this.timeIsUp(offerId), forMs + graceMs).unref();
      const comesBackAt = comesBack(prompt, now)?.toISOString();
      this.shown.set(offerId, { prompt, id, timer, untilMs: now.getTime() + forMs, comesBackAt });
      this.looking ??= setInterval(() => void this.look(), this.options.lookMs ?? lookEveryMs).unref();
      await this.keep();
    } catch (error) {
      this.options.log('warn', 'an offer cannot be shown', { reason: (error as Error).message });
      this.forget(offerId);
      this.options.send({ ask: 'not-shown', offerId });
      this.lose();
    }
  }

  /** Is what is shown still there? Asked only while there is something. */
  private look(): Promise<void> {
    return this.inTurn(async () => {
      if (this.shown.size === 0) {
        clearInterval(this.looking);
        this.looking = undefined;
      } else if ((await this.service?.identity().catch(() => undefined)) === undefined) this.lose();
    });
  }

  /** Whatever was shown is gone, and nobody has answered it. */
  private lose(): void {
    for (const offerId of [...this.shown.keys()]) this.forget(offerId);
    this.service?.disconnect();
    this.service = undefined;
    this.options.lost();
  }

  /** The notification service did not close it: some never do. */
  private timeIsUp(offerId: string): Promise<void> {
    return this.inTurn(async () => {
      const shown = this.shown.get(offerId);
      if (shown === undefined) return;
      this.answer(shown, 'ignored');
      await this.service?.close(shown.id);
    });
  }

  private answer({ prompt: { offerId, choice }, comesBackAt }: Shown, answer: PromptAnswer): void {
    this.forget(offerId);
    void this.keep();
    const told = comesBackAt === undefined ? {} : { comesBackAt };
    this.options.send({ ask: 'answer', offerId, answer: choice ? answer : 'dismissed', ...told });
  }

  private forget(offerId: string): void {
    clearTimeout(this.shown.get(offerId)?.timer);
    this.shown.delete(offerId);
  }

  private async hide(offerId: string): Promise<void> {
    const shown = this.shown.get(offerId);
    if (shown === undefined) return;
    // Before it is closed: its end is no answer of the person's.
    this.forget(offerId);
    await this.service?.close(shown.id);
    await this.keep();
  }

  private async open(offerId: string, url: string): Promise<void> {
    if (!this.accepted.has(offerId)) return;
    const token = this.accepted.get(offerId);
    this.accepted.delete(offerId);
    await this.options.openPage(url, token).catch(async (error: Error) => {
      this.options.log('warn', 'the browser did not open', { reason: error.message });
      await this.tell((service) => openByHand(url, service));
    });
  }

  private async tell(text: NotificationText | ((service: NotificationService) => NotificationText)): Promise<void> {
    const content = (service: NotificationService): Notification => ({
      ...(typeof text === 'function' ? text(service) : text),
      actions: [],
      critical: false,
      shownForMs: tellForMs,
    });
    const id = await this.show(content);
    setTimeout(() => void this.inTurn(async () => this.service?.close(id)), tellForMs + graceMs).unref();
  }

  /** A connection that was lost is made again, once. */
  private async show(content: (service: NotificationService) => Notification, replaces?: number): Promise<number> {
    const known = this.service;
    const service = await this.connected();
    try {
      return await service.show(content(service), replaces);
    } catch (error) {
      if (known === undefined) throw error;
      service.disconnect();
      this.service = undefined;
      const again = await this.connected();
      return again.show(content(again));
    }
  }

  private async connected(): Promise<NotificationService> {
    if (this.service !== undefined) return this.service;
    const bus = await this.options.connectBus();
    const service = await NotificationService.connect(bus, this).catch((error: unknown) => {
      bus.close();
      throw error;
    });
    this.identity = await service.identity();
    if (this.identity !== undefined) {
      const ours = [...this.shown.values()].map(({ id }) => id);
      const left = await this.options.shownFile.leftBehind(this.identity);
      for (const id of left) if (!ours.includes(id)) await service.close(id);
    }
    this.service = service;
    return service;
  }

  private async keep(): Promise<void> {
    // Started by our first notification.
    this.identity ??= await this.service?.identity();
    const ids = [...this.shown.values()].map(({ id }) => id);
    if (this.identity !== undefined) await this.options.shownFile.write(this.identity, ids);
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}

/** Said again with every check. What the button says is a promise, and stays. */
const isSame = (one: Prompt, other: Prompt): boolean => key(one) === key(other);
const key = ({ postponeMs, ...rest }: Prompt): string => JSON.stringify([rest, postponeMs === null]);
