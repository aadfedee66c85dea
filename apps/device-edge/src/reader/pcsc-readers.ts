/**
 * PC/SC that may be missing, or refused, when the agent starts: tried again until it is there, and then passed through. Until then every
 * question is answered with the reason (EDGE_PCSC_*).
 */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  CardTransport,
  ReaderEvent,
  ReaderMonitor,
  ReaderState,
} from '@cardwright/card-session/card-transport.port';
import { EventQueue } from '@cardwright/card-session/event-queue';
import { openPcsc } from '@cardwright/card-session/transports/pcsc.transport';

/** A person who has just installed pcscd waits for seconds, not for minutes. */
const retryMs = 5_000;

export class PcscReaders implements ReaderMonitor {
  private readonly queue = new EventQueue<ReaderEvent>();
  private monitor: ReaderMonitor | undefined;
  private failure: unknown;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  private constructor(private readonly open: () => Promise<ReaderMonitor>) {}

  /** Resolves after the first try, whatever it gave. */
  static async start(open: () => Promise<ReaderMonitor> = openPcsc): Promise<PcscReaders> {
    const readers = new PcscReaders(open);
    await readers.tryOpen();
    return readers;
  }

  async list(): Promise<ReaderState[]> {
    return (await this.ready()).list();
  }

  events(): AsyncIterable<ReaderEvent> {
    return this.queue.read();
  }

  async connectExclusive(readerName: string): Promise<CardTransport> {
    return (await this.ready()).connectExclusive(readerName);
  }

  async connectShared(readerName: string): Promise<CardTransport> {
    const monitor = await this.ready();
    return (monitor.connectShared ?? monitor.connectExclusive).call(monitor, readerName);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.monitor?.close();
    this.queue.close();
  }

  private ready(): Promise<ReaderMonitor> {
    if (this.monitor !== undefined) return Promise.resolve(this.monitor);
    return Promise.reject(this.failure as Error);
  }

  private async tryOpen(): Promise<void> {
    try {
      const monitor = await this.open();
      if (this.closed) return await monitor.close();
      this.monitor = monitor;
      void this.forward(monitor);
      this.queue.push({ kind: 'service-up', readerName: '' });
    } catch (error) {
      if (!isCardwrightError(error) || !error.code.startsWith('EDGE_PCSC_')) throw error;
      this.failure = error;
      if (!this.closed) this.timer = setTimeout(() => void this.tryOpen(), retryMs).unref();
    }
  }

  private async forward(monitor: ReaderMonitor): Promise<void> {
    for await (const event of monitor.events()) this.queue.push(event);
  }
}
