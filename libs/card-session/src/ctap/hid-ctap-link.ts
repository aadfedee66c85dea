/**
 * CTAP over the reports of a USB key: a channel of its own, keep-alives while the key waits for a touch, and a wait where another program has the
 * key. Governing document: CTAP 2.1 section 11.2.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { bytesEqual } from '@cardwright/card-protocol/bytes';
import { onlyAsks } from '@cardwright/card-protocol/ctap/messages/describe-message';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import {
  broadcastChannel,
  ctapHidCapability,
  CtapHidAssembler,
  ctapHidCommand,
  ctapHidError,
  decodeInitResponse,
  packMessage,
  type CtapHidInit,
  type CtapHidMessage,
} from '@cardwright/card-protocol/ctap/transport/hid-framing';
import { ctapKeepAlive } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { isLinkError } from '../apdu/link-errors.js';
import type { CtapExchangeOptions, CtapLink, KeepAlive } from './ctap-link.port.js';
import type { HidDevice } from './hid-device.port.js';
import { KeepAlivePatience } from './keep-alive-patience.js';

export interface HidCtapLinkOptions {
  /** Milliseconds without a report after which a key counts as not answering; default 3000. A key that works sends keep-alives each 100 ms. */
  readonly silenceMs?: number;
  /** How often a key is asked again that another program uses; default 100 times. */
  readonly busyMax?: number;
  /** Milliseconds, only differences count. Default performance.now. */
  readonly now?: () => number;
  /** For tests. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

const [nonceBytes, pauseMs] = [8, 100];
/** How often it is looked whether the caller has given up. */
const lookMs = 100;

export class HidCtapLink implements CtapLink {
  private last: Promise<unknown> = Promise.resolve();
  private channel = broadcastChannel;
  /** What the key last worked on may still be answered: the channel is begun anew first. */
  private stale = false;

  private constructor(
    private readonly device: HidDevice,
    private readonly options: HidCtapLinkOptions,
  ) {}

  /** undefined: a key without CTAP2. Throws CARD_BUSY (another program keeps the key), CARD_UNRESPONSIVE and the codes of the device. */
  static async open(device: HidDevice, options: HidCtapLinkOptions = {}): Promise<HidCtapLink | undefined> {
    const link = new HidCtapLink(device, options);
    const { channel, capabilities } = await link.init();
    link.channel = channel;
    return (capabilities & ctapHidCapability.cbor) === 0 ? undefined : link;
  }

  exchange(message: Uint8Array, options: CtapExchangeOptions = {}): Promise<Uint8Array> {
    const run = this.last.then(() => this.exchangeNow(message, options));
    this.last = run.catch(() => undefined);
    return run;
  }

  /** A channel, or a new beginning on the one there is. The answer is known by its nonce: other programs ask on the same channel. */
  private async init(): Promise<CtapHidInit> {
    const nonce = nodeCryptography.randomBytes(nonceBytes);
    return this.whenFree(async () => {
      await this.send({ channel: this.channel, command: ctapHidCommand.init, payload: nonce });
      for (;;) {
        const answer = await this.receive();
        if (answer.command !== ctapHidCommand.init) continue;
        const init = decodeInitResponse(answer.payload);
        if (bytesEqual(init.nonce, nonce)) return init;
      }
    });
  }

  private async exchangeNow(message: Uint8Array, options: CtapExchangeOptions): Promise<Uint8Array> {
    if (this.stale) await this.init();
    this.stale = true;
    try {
      const answer = await this.whenFree(async () => {
        await this.send({ channel: this.channel, command: ctapHidCommand.cbor, payload: message });
        return this.answer(options);
      });
      this.stale = false;
      return answer;
    } catch (error) {
      // What the key refuses at this level it has not looked at.
      const lost = isLinkError(error) && error.details['hidError'] === undefined;
      if (lost && !onlyAsks(message))
        throw new CardwrightError('CARD_OUTCOME_UNKNOWN', undefined, { ...error.details }, error);
      throw error;
    }
  }

  private async answer({ onKeepAlive, signal }: CtapExchangeOptions): Promise<Uint8Array> {
    const patience = new KeepAlivePatience(this.options.now ?? (() => performance.now()));
    let waitsFor: KeepAlive | undefined;
    let cancelled = false;
    const cancel = (): Promise<void> | undefined => {
      if (cancelled) return undefined;
      cancelled = true;
      return this.send({ channel: this.channel, command: ctapHidCommand.cancel, payload: new Uint8Array(0) });
    };
    for (;;) {
      const { command, payload } = await this.receive(() => (signal?.aborted === true ? cancel() : undefined));
      if (command === ctapHidCommand.cbor) return payload;
      const isKeepAlive = command === ctapHidCommand.keepAlive;
      const now: KeepAlive = isKeepAlive && payload[0] === ctapKeepAlive.upNeeded ? 'touch' : 'processing';
      if (isKeepAlive && now !== waitsFor) onKeepAlive?.((waitsFor = now));
      if (patience.spend(now, cancelled) === 'cancel') await cancel();
    }
  }

  private async whenFree<T>(attempt: () => Promise<T>): Promise<T> {
    const { busyMax = 100, pause = delay } = this.options;
    for (let times = 1; ; times++)
      try {
        return await attempt();
      } catch (error) {
        const busy = isCardwrightError(error) && error.details['hidError'] === ctapHidError.channelBusy;
        if (!busy) throw error;
        if (times === busyMax) throw new CardwrightError('CARD_BUSY', undefined, {}, error);
        await pause(pauseMs);
      }
  }

  private async send(message: CtapHidMessage): Promise<void> {
    for (const report of packMessage(message)) {
      await this.device.write(report);
      report.fill(0);
    }
  }

  /** The next message of our channel; between: before each look. Throws CARD_LINK_FAILED {hidError} for an error of the protocol. */
  private async receive(between: () => Promise<void> | undefined = () => undefined): Promise<CtapHidMessage> {
    const { silenceMs = 3_000 } = this.options;
    const assembler = new CtapHidAssembler();
    for (let silence = 0; silence < silenceMs;) {
      await between();
      const report = await this.device.read(Math.min(lookMs, silenceMs - silence));
      silence = report === undefined ? silence + lookMs : 0;
      if (report === undefined || !this.isOurs(report)) continue;
      const assembled = assembler.accept(report);
      if (assembled?.kind === 'error') throw failed(assembled.error);
      if (assembled === undefined) continue;
      const { message } = assembled;
      if (message.command === ctapHidCommand.error) throw failed(message.payload[0] ?? ctapHidError.other);
      return message;
    }
    throw new CardwrightError('CARD_UNRESPONSIVE', undefined, {});
  }

  private isOurs(report: Uint8Array): boolean {
    const id = ((report[0]! << 24) | (report[1]! << 16) | (report[2]! << 8) | report[3]!) >>> 0;
    return id === this.channel;
  }
}

const failed = (hidError: number): CardwrightError => new CardwrightError('CARD_LINK_FAILED', undefined, { hidError });
