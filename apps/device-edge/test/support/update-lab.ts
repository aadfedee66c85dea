/** A server that offers updates, a holder and time, all of them in a spec's hand; the checks themselves are the real ones. */
import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { UpdateCheckReply, UpdateCheckRequest } from '@cardwright/contracts/nats/edge.api';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import { CardUpdates, type CardUpdatesOptions } from '../../src/updates/card-updates.js';
import type { CallServer, Presenter, Prompt, UpdateClock } from '../../src/updates/ports.js';
import { OfferTrust } from '../../src/updates/offer-trust.js';
import type { ServerRules, UpdateRules } from '../../src/updates/rules.js';
import { Postponements } from '../../src/updates/postponements.js';

import { SigningAuthority } from './signing-authority.js';

export const card = 'ykserial:10000001';
export const reader = 'Reader 0';
export const offerId = '7c0a2ae8-5d0d-4be5-93a9-3ad1f8b5a001';
export const hours = (count: number): number => count * 3_600_000;
export const minutes = (count: number): number => count * 60_000;
const tickMs = 15_000;
const startMs = Date.parse('2026-11-27T10:30:00Z');

/** What time it is, what the workstation's clock shows, and how long it has run. */
export class LabTime implements UpdateClock {
  trueMs = startMs;
  private awakeMs = 0;
  private wrongByMs = 0;

  wallMs = (): number => this.trueMs + this.wrongByMs;
  runningMs = (): number => this.awakeMs;
  sleep = (ms: number): Promise<void> => {
    this.pass(ms);
    return Promise.resolve();
  };

  pass(ms: number): void {
    this.trueMs += ms;
    this.awakeMs += ms;
  }
  suspend(ms: number): void {
    this.trueMs += ms;
  }
  /** Somebody sets the clock of the workstation. */
  jump(ms: number): void {
    this.wrongByMs += ms;
  }
}

export interface Asked {
  name: string;
  body: Record<string, unknown>;
  atMs: number;
}

/** update-svc by the contract, for one card: offers one update, postpones it by four hours, shows its clock. */
export class LabServer {
  readonly asked: Asked[] = [];
  answer: UpdateCheckReply | undefined;
  away = false;
  due = false;
  postponable = true;
  postponedUntilMs = 0;
  accepted = false;
  change: Partial<UpdateOffer> = {};
  /** Of every offer that is answered; a spec may forge it. */
  sign: (offer: UpdateOffer) => Promise<string | undefined>;

  constructor(
    private readonly time: LabTime,
    authority: SigningAuthority,
  ) {
    this.sign = (offer) => authority.sign(offer, card, { atMs: time.trueMs });
  }

  call: CallServer = (async (name: string, body: Record<string, unknown>) => {
    this.asked.push({ name, body, atMs: this.time.trueMs });
    if (this.away) throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    return this.reply(name, body);
  }) as CallServer;

  of(name: string): Asked[] {
    return this.asked.filter((each) => each.name === name);
  }

  offer(): UpdateOffer {
    return {
      offerId,
      deviceId: '0b8f8b0e-0000-4000-8000-000000000001',
      deviceLabel: 'Key of Ann',
      kind: 'cert.renew',
      causes: [],
      urgency: 'normal',
      deadline: null,
      record: { medianSeconds: 38, succeeded: 211, of: 212 },
      postponable: this.postponable,
      postponedUntil: this.iso(this.time.trueMs + hours(4)),
      ...this.change,
    };
  }

  private async reply(name: string, body: Record<string, unknown>): Promise<unknown> {
    const now = this.iso(this.time.trueMs);
    if (name === 'update.check') return { ...(await this.check(body as unknown as UpdateCheckRequest)), now };
    if (body['offerId'] !== this.offer().offerId) throw new CardwrightError('REQUEST_OFFER_CLOSED');
    if (name === 'update.accept') {
      this.accepted = true;
      return { accepted: true };
    }
    if (!this.postponable) throw new CardwrightError('REQUEST_NOT_POSTPONABLE');
    if (this.postponedUntilMs <= this.time.trueMs) {
      const said = Date.parse(String(body['until']));
      const longest = this.time.trueMs + hours(4);
      this.postponedUntilMs = said > this.time.trueMs && said <= longest ? said : longest;
    }
    return { until: this.iso(this.postponedUntilMs), now };
  }

  private async check({ manual }: UpdateCheckRequest): Promise<UpdateCheckReply> {
    if (this.answer !== undefined) return this.answer;
    if (!this.due) return { answer: 'none' };
    if (this.postponedUntilMs > this.time.trueMs && manual !== true)
      return { answer: 'postponed', kind: 'cert.renew', until: this.iso(this.postponedUntilMs) };
    const offer = this.offer();
    const signedOffer = await this.sign(offer);
    const signed = signedOffer === undefined ? {} : { signedOffer };
    return { answer: 'available', kind: 'cert.renew', requestId: offer.offerId, offer, ...signed };
  }

  private iso = (ms: number): string => new Date(ms).toISOString();
}

/** The screen of whoever sits there. */
export class LabScreen implements Presenter {
  readonly shown = new Map<string, Prompt>();
  /** A prompt that was not on the screen before. */
  appeared = 0;
  /** Anything at all that a person could notice. */
  changes = 0;
  /** false: the screen is locked, or there is no desk part. */
  seen = true;

  present(prompt: Prompt): void {
    if (!this.shown.has(prompt.offerId)) this.appeared += 1;
    this.changes += 1;
    this.shown.set(prompt.offerId, prompt);
  }
  withdraw(id: string): boolean {
    const wasShown = this.shown.delete(id);
    if (wasShown) this.changes += 1;
    return wasShown && this.seen;
  }
}

let authority: Promise<SigningAuthority> | undefined;

export class UpdateLab {
  readonly time = new LabTime();
  readonly server: LabServer;
  /** SHA-256 of those that the credential names. */
  roots: string[];
  /** What a renewal of the credential does; true: there is a new one. */
  renew: () => Promise<boolean> = () => Promise.resolve(false);
  readonly log: string[] = [];
  screen = new LabScreen();
  /** What the answers to checks said of versions. */
  readonly versions: unknown[] = [];
  /** What the policies of the workstation say. */
  rules: Partial<UpdateRules> = {};
  serverSaid: (rules: ServerRules) => void = () => undefined;
  updates: CardUpdates;

  private constructor(
    private readonly folder: string,
    private readonly change: Partial<CardUpdatesOptions>,
    readonly authority: SigningAuthority,
  ) {
    this.server = new LabServer(this.time, authority);
    this.roots = [authority.rootSha256Hex];
  }

  static async open(change: Partial<CardUpdatesOptions> = {}, rules: Partial<UpdateRules> = {}): Promise<UpdateLab> {
    const folder = await mkdtemp(join(tmpdir(), 'cardwright-updates-'));
    const lab = new UpdateLab(folder, change, await (authority ??= SigningAuthority.create()));
    lab.rules = rules;
    await lab.restart();
    return lab;
  }

  /** A new process with the same folder; nothing is on the screen. */
  async restart(): Promise<void> {
    await this.updates?.stop();
    this.screen = new LabScreen();
    const file = join(this.folder, 'postponements.json');
    this.updates = new CardUpdates({
      call: this.server.call,
      requireOpen: () => undefined,
      presenter: this.screen,
      postponements: await Postponements.load(file, this.time.wallMs()),
      trust: new OfferTrust({ sha256Hex: () => this.roots, renew: () => this.renew() }, this.time),
      clock: this.time,
      log: (level, message, fields = {}) => this.log.push(`${level} ${message} ${JSON.stringify(fields)}`),
      agentVersion: '0.1.0',
      versions: { refused: (said) => this.versions.push(said), served: () => this.versions.push('served') },
      serverUrl: 'https://cards.example.org',
      rules: () => ({ automatic: true, intervalMs: hours(8), repromptMs: null, ...this.rules }),
      serverSaid: (rules) => this.serverSaid(rules),
      jitterMs: () => minutes(2),
      ...this.change,
    });
  }

  /** The workstation is awake for so long. until: ends earlier, when it is true. */
  async awake(ms: number, until: () => boolean = () => false): Promise<void> {
    for (let left = ms; left > 0 && !until(); left -= tickMs) {
      this.time.pass(Math.min(tickMs, left));
      await this.updates.tick();
    }
  }

  async close(): Promise<void> {
    await this.updates.stop();
    await rm(this.folder, { recursive: true });
  }
}
