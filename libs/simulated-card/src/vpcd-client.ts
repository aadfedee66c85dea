/**
 * Puts a simulated card into a reader of vpcd (vsmartcard), so that every PC/SC program on the machine sees it.
 * The card is the TCP client; an open connection is an inserted card. Not a PC/SC client.
 * Governing document: the vpcd protocol, u16 length and data: cards.md "Packages and reader".
 */
import { connect, type Socket } from 'node:net';
import { PowerLostError } from './power-cut.js';
import { LinkFaultError } from './quirks/quirk.js';
import type { SimulatedCard } from './simulated-card.js';

export interface VpcdOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 35963: the first slot of the Debian package. */
  port?: number;
  /** After a power cut the card is out of the reader. Milliseconds until it is put in again; default: it stays out. */
  reinsertMs?: number;
  /** How long to wait before looking for the reader again; default 200 ms. */
  retryMs?: number;
  onEvent?: (event: VpcdEvent) => void;
}

/** powered: the reader has seen the card and switched it on. */
export type VpcdEvent = 'inserted' | 'powered' | 'removed' | 'waiting-for-reader' | 'power-lost';

const control = { powerOff: 0, powerOn: 1, reset: 2, atr: 4 } as const;
const lengthBytes = 2;

export class VpcdClient {
  private socket: Socket | undefined;
  private received = Buffer.alloc(0);
  private working = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private wanted = false;

  constructor(
    private readonly card: SimulatedCard,
    private readonly options: VpcdOptions = {},
  ) {}

  /** Resolves when the card is in the reader; keeps looking for the reader until then, and again whenever it goes away. */
  insert(): Promise<void> {
    if (this.wanted) return Promise.resolve();
    this.wanted = true;
    return new Promise((resolve) => this.attempt(resolve));
  }

  /** Pulls the card: what it is doing right now still happens, but nobody hears of it. */
  async remove(): Promise<void> {
    this.wanted = false;
    clearTimeout(this.timer);
    this.socket?.destroy();
    await this.working;
    await this.card.powerOff();
  }

  private attempt(inserted?: () => void): void {
    const { host = '127.0.0.1', port = 35963, retryMs = 200 } = this.options;
    const socket = connect({ host, port, noDelay: true });
    let open = false;
    this.socket = socket;
    this.received = Buffer.alloc(0);
    socket.once('connect', () => {
      open = true;
      this.options.onEvent?.('inserted');
      inserted?.();
    });
    socket.on('data', (bytes) => this.take(socket, bytes));
    // 'close' follows and decides; without a listener the process would end.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.options.onEvent?.(open ? 'removed' : 'waiting-for-reader');
      void this.card.powerOff();
      if (this.wanted) this.timer = setTimeout(() => this.attempt(open ? undefined : inserted), retryMs);
    });
  }

  private take(socket: Socket, bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    while (this.received.length >= lengthBytes) {
      const end = lengthBytes + this.received.readUInt16BE(0);
      if (this.received.length < end) return;
      const message = this.received.subarray(lengthBytes, end);
      this.received = this.received.subarray(end);
      // One after the other: answers must not overtake each other.
      this.working = this.working.then(() => this.handle(socket, message));
    }
  }

  private async handle(socket: Socket, message: Buffer): Promise<void> {
    if (socket.destroyed) return;
    try {
      if (message.length === 1) return await this.obey(socket, message[0]);
      send(socket, await this.card.transmit(message));
    } catch (error) {
      // For vpcd every broken link is a removed card, so this client connects again by itself.
      if (error instanceof LinkFaultError) return void socket.destroy();
      if (!(error instanceof PowerLostError)) throw error;
      this.lost(socket);
    }
  }

  private async obey(socket: Socket, code: number | undefined): Promise<void> {
    if (code === control.powerOff) await this.card.powerOff();
    else if (code === control.powerOn) {
      await this.card.powerOn();
      this.options.onEvent?.('powered');
    } else if (code === control.reset) await this.card.reset();
    else if (code === control.atr) send(socket, this.card.atr);
  }

  /** As if the card had been pulled. */
  private lost(socket: Socket): void {
    this.options.onEvent?.('power-lost');
    this.wanted = false;
    socket.destroy();
    const { reinsertMs } = this.options;
    if (reinsertMs !== undefined) this.timer = setTimeout(() => void this.insert(), reinsertMs);
  }
}

function send(socket: Socket, bytes: Uint8Array): void {
  const message = Buffer.alloc(lengthBytes + bytes.length);
  message.writeUInt16BE(bytes.length, 0);
  message.set(bytes, lengthBytes);
  socket.write(message);
}
