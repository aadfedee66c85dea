/**
 * The simulated card as a USB key: its FIDO application behind CTAPHID reports of 64 bytes, in process. Channels, keep-alives, cancel and the
 * errors of the protocol are as on a key; PIV is not there. Not a device of the operating system: a client is given this object.
 * Governing document: CTAP 2.1 section 11.2.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { concat } from '@cardwright/card-protocol/bytes';
import { nextGetResponse } from '@cardwright/card-protocol/apdu/chaining';
import { encodeShort } from '@cardwright/card-protocol/apdu/command-apdu';
import { decodeResponse, type ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import {
  broadcastChannel,
  ctapHidCapability,
  CtapHidAssembler,
  ctapHidCommand,
  ctapHidError,
  encodeInitResponse,
  packMessage,
  type CtapHidMessage,
} from '@cardwright/card-protocol/ctap/transport/hid-framing';
import {
  cancelApdu,
  chainedMessage,
  keepAliveSw,
  pollApdu,
  selectFido,
} from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { PowerLostError } from '../power-cut.js';
import type { SimulatedCard } from '../simulated-card.js';

export interface SimulatedHidKeyOptions {
  /** Between two keep-alives; default 100 ms. */
  pause?: () => Promise<unknown>;
}

const nonceBytes = 8;
const protocolVersion = 2;

export class SimulatedHidKey {
  private readonly assembler = new CtapHidAssembler();
  private readonly channels = new Set<number>();
  private readonly handles = new Set<HidHandle>();
  /** The channel whose message is being worked on. */
  private busy: number | undefined;
  private cancelled = false;
  private selected = false;
  /** The card has lost its power, or was taken out. */
  gone = false;

  /** card: with a FIDO application, and power. Only this key talks to it. */
  constructor(
    private readonly card: SimulatedCard,
    private readonly options: SimulatedHidKeyOptions = {},
  ) {}

  /** As a program opens the device: each one sees every report that the key sends, those to others too. */
  open(): HidHandle {
    const handle: HidHandle = new HidHandle(
      (report) => this.accept(report),
      () => this.gone,
      () => this.handles.delete(handle),
    );
    this.handles.add(handle);
    return handle;
  }

  private accept(report: Uint8Array): void {
    const assembled = this.assembler.accept(report);
    if (assembled?.kind === 'error') this.refuse(assembled.channel, assembled.error);
    if (assembled?.kind === 'message') this.take(assembled.message);
  }

  private take(message: CtapHidMessage): void {
    const { channel, command, payload } = message;
    if (command === ctapHidCommand.init) return this.init(message);
    if (!this.channels.has(channel)) return this.refuse(channel, ctapHidError.invalidChannel);
    if (command === ctapHidCommand.cancel) {
      if (this.busy === channel) this.cancelled = true;
      return;
    }
    if (this.busy !== undefined) return this.refuse(channel, ctapHidError.channelBusy);
    if (command === ctapHidCommand.ping) return this.send(message);
    if (command !== ctapHidCommand.cbor) return this.refuse(channel, ctapHidError.invalidCommand);
    if (payload.length === 0) return this.refuse(channel, ctapHidError.invalidLength);
    this.busy = channel;
    this.cancelled = false;
    void this.work(channel, payload);
  }

  private init({ channel, payload }: CtapHidMessage): void {
    if (payload.length !== nonceBytes) return this.refuse(channel, ctapHidError.invalidLength);
    const known = this.channels.has(channel);
    if (!known && channel !== broadcastChannel) return this.refuse(channel, ctapHidError.invalidChannel);
    const given = known ? channel : this.channels.size + 1;
    this.channels.add(given);
    // On a channel that is known it begins anew: what it was waiting for is given up.
    if (known && this.busy === channel) this.cancelled = true;
    const answer = encodeInitResponse({
      nonce: payload,
      channel: given,
      protocolVersion,
      deviceVersion: [5, 7, 2],
      capabilities: ctapHidCapability.cbor | ctapHidCapability.noMsg,
    });
    this.send({ channel, command: ctapHidCommand.init, payload: answer });
  }

  private async work(channel: number, message: Uint8Array): Promise<void> {
    try {
      const payload = await this.answer(channel, message);
      this.busy = undefined;
      this.send({ channel, command: ctapHidCommand.cbor, payload });
    } catch (error) {
      this.busy = undefined;
      if (!(error instanceof PowerLostError)) return this.refuse(channel, ctapHidError.other);
      this.gone = true;
      for (const handle of this.handles) handle.wake();
    }
  }

  private async answer(channel: number, message: Uint8Array): Promise<Uint8Array> {
    if (!this.selected) await this.exchange(encodeShort(selectFido()));
    this.selected = true;
    let response: ResponseApdu | undefined;
    for (const piece of chainedMessage(message)) response = await this.exchange(piece);
    while (response!.sw === keepAliveSw) {
      this.send({ channel, command: ctapHidCommand.keepAlive, payload: response!.data });
      await (this.options.pause?.() ?? delay(100));
      response = await this.exchange(encodeShort(this.cancelled ? cancelApdu() : pollApdu()));
    }
    return response!.data;
  }

  private async exchange(encoded: Uint8Array): Promise<ResponseApdu> {
    let { data, sw } = decodeResponse(await this.card.transmit(encoded));
    for (let next = nextGetResponse(sw); next !== undefined; next = nextGetResponse(sw)) {
      const more = decodeResponse(await this.card.transmit(encodeShort(next)));
      data = concat(data, more.data);
      sw = more.sw;
    }
    if (sw !== 0x9000 && sw !== keepAliveSw) throw new Error(`status word ${sw.toString(16)}`);
    return { data, sw };
  }

  private refuse(channel: number, error: number): void {
    this.send({ channel, command: ctapHidCommand.error, payload: Uint8Array.of(error) });
  }

  private send(message: CtapHidMessage): void {
    const reports = packMessage(message);
    for (const handle of this.handles) handle.push(reports);
  }
}

/** One program's opening of the key. */
export class HidHandle {
  private readonly reports: Uint8Array[] = [];
  private arrived: (() => void) | undefined;

  constructor(
    private readonly accept: (report: Uint8Array) => void,
    private readonly isGone: () => boolean,
    private readonly closed: () => void,
  ) {}

  /** One report of 64 bytes to the key. Rejects with PowerLostError when the key is gone. */
  async write(report: Uint8Array): Promise<void> {
    if (this.isGone()) throw new PowerLostError();
    this.accept(Uint8Array.from(report));
  }

  /** The next report of the key; undefined: none came in this time. Rejects with PowerLostError when the key is gone. */
  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    if (this.reports.length === 0 && !this.isGone()) {
      const timeout = new AbortController();
      const arrival = new Promise<void>((resolve) => (this.arrived = resolve));
      await Promise.race([arrival, delay(timeoutMs, undefined, { signal: timeout.signal }).catch(() => undefined)]);
      timeout.abort();
    }
    const report = this.reports.shift();
    if (report === undefined && this.isGone()) throw new PowerLostError();
    return report;
  }

  async close(): Promise<void> {
    this.closed();
  }

  push(reports: readonly Uint8Array[]): void {
    this.reports.push(...reports.map((report) => Uint8Array.from(report)));
    this.wake();
  }

  wake(): void {
    this.arrived?.();
  }
}
