/**
 * PC/SC through pcsc-mini: the only file that loads the native binding, by dynamic import, so that a machine without it
 * starts and says what to install. Exclusive connections only; the card is reset when one is closed.
 * Traps of the binding that this file takes care of (cards.md): its default receive buffer is 264 bytes; a second call on
 * a busy handle throws; it sees the first 4 readers only (said by `limit`); it stops for good when pcscd goes away.
 * Governing document: PC/SC Workgroup Specification 2.01 Part 5 (status codes).
 */
import type { Card, Client, Reader } from 'pcsc-mini';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardTransport, ReaderEvent, ReaderMonitor, ReaderState } from '../card-transport.port.js';
import { EventQueue } from '../event-queue.js';
import { isContactlessReader, linkError, pcscUnavailable } from './pcsc-errors.js';

type Binding = typeof import('pcsc-mini');

/** Longest extended response: 65536 + 2, rounded up as pcsc-lite does (MAX_BUFFER_SIZE_EXTENDED). */
const receiveBufferBytes = 65544;
/** After pcscd went away: how often it is looked for. A person restarting a service waits seconds, not minutes. */
const reconnectMs = 2000;

/** Loads the binding and connects to pcscd. Rejects with EDGE_PCSC_UNAVAILABLE, which says what to install. */
export async function openPcsc(): Promise<PcscReaderMonitor> {
  const monitor = new PcscReaderMonitor(await loadBinding());
  await monitor.start();
  return monitor;
}

async function loadBinding(): Promise<Binding> {
  try {
    const module = (await import('pcsc-mini')) as Binding & { default?: Binding };
    return module.default ?? module;
  } catch (error) {
    throw pcscUnavailable('binding', error);
  }
}

export class PcscReaderMonitor implements ReaderMonitor {
  /** More readers than this are not seen by the binding. */
  readonly limit: number;
  private client: Client | undefined;
  private readonly readers = new Map<string, { reader: Reader; cardPresent: boolean; atr: Uint8Array | null }>();
  private readonly queue = new EventQueue<ReaderEvent>();
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly binding: Binding) {
    this.limit = binding.MAX_READERS;
  }

  /** Resolves when the readers that are there now have been reported. Rejects with EDGE_PCSC_UNAVAILABLE. */
  async start(): Promise<void> {
    this.connect();
    // The binding reports existing readers from its own thread just after start and has no "that was all" event.
    const settled = new Promise<void>((resolve) => this.client!.once('reader', () => setImmediate(resolve)));
    await Promise.race([settled, new Promise<void>((resolve) => setTimeout(resolve, 300))]);
  }

  list(): Promise<ReaderState[]> {
    if (this.client === undefined) return Promise.reject(pcscUnavailable('service'));
    return Promise.resolve(
      [...this.readers].map(([readerName, { cardPresent, atr }]) => ({ readerName, cardPresent, atr })),
    );
  }

  events(): AsyncIterable<ReaderEvent> {
    return this.queue.read();
  }

  async connectExclusive(readerName: string): Promise<CardTransport> {
    if (this.client === undefined) throw pcscUnavailable('service');
    const entry = this.readers.get(readerName);
    if (entry === undefined) throw new CardwrightError('CARD_ABSENT', 'There is no such reader', { readerName });
    try {
      const card = await entry.reader.connect(this.binding.CardMode.EXCLUSIVE);
      const { atr } = await card.state();
      return new PcscTransport(this.binding, card, readerName, Uint8Array.from(atr));
    } catch (error) {
      throw linkError(error, { readerName, sent: false, connecting: true });
    }
  }

  close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    this.stopClient();
    this.queue.close();
    return Promise.resolve();
  }

  private connect(): void {
    const client = new this.binding.Client();
    client.on('reader', (reader) => this.watch(reader));
    client.on('error', () => this.lost());
    try {
      client.start();
    } catch (error) {
      throw pcscUnavailable('service', error);
    }
    this.client = client;
  }

  private watch(reader: Reader): void {
    const readerName = reader.name();
    const entry = { reader, cardPresent: false, atr: null as Uint8Array | null };
    this.readers.set(readerName, entry);
    this.queue.push({ kind: 'reader-added', readerName });
    const { ReaderStatus } = this.binding;
    reader.on('change', (status, atr) => {
      // A mute card answers nothing: it is there for the person, but not for us.
      const present = status.has(ReaderStatus.PRESENT) && !status.has(ReaderStatus.MUTE);
      const copy = Uint8Array.from(atr);
      if (present === entry.cardPresent) return;
      entry.cardPresent = present;
      entry.atr = present ? copy : null;
      this.queue.push(
        present ? { kind: 'card-inserted', readerName, atr: copy } : { kind: 'card-removed', readerName },
      );
    });
    reader.on('disconnect', () => {
      this.readers.delete(readerName);
      if (entry.cardPresent) this.queue.push({ kind: 'card-removed', readerName });
      this.queue.push({ kind: 'reader-removed', readerName });
    });
  }

  /** pcscd is gone: the readers with it. Looks for it again until it is back. */
  private lost(): void {
    if (this.closed || this.client === undefined) return;
    this.stopClient();
    this.queue.push({ kind: 'service-down', readerName: '' });
    this.searchAgain();
  }

  private searchAgain(): void {
    this.retry = setTimeout(() => {
      if (this.closed) return;
      try {
        this.connect();
        this.queue.push({ kind: 'service-up', readerName: '' });
      } catch {
        this.searchAgain();
      }
    }, reconnectMs);
    // The search alone must not keep a process alive that wants to end.
    this.retry.unref();
  }

  private stopClient(): void {
    const client = this.client;
    this.client = undefined;
    try {
      client?.stop();
    } catch {
      // It had no service to say goodbye to.
    }
  }
}

class PcscTransport implements CardTransport {
  readonly contactless: boolean;
  private readonly buffer = new ArrayBuffer(receiveBufferBytes);
  private last: Promise<unknown> = Promise.resolve();
  private open = true;

  constructor(
    private readonly binding: Binding,
    private readonly card: Card,
    readonly readerName: string,
    readonly atr: Uint8Array,
  ) {
    this.contactless = isContactlessReader(readerName, atr);
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.inTurn(async () => {
      if (!this.open) throw new CardwrightError('CARD_REMOVED', 'The connection is closed', { sent: false });
      try {
        // The binding answers with a view of the one buffer.
        return Uint8Array.from(await this.card.transmit(command, this.buffer));
      } catch (error) {
        throw linkError(error, { readerName: this.readerName, sent: true, connecting: false });
      }
    });
  }

  close(how: 'leave' | 'reset'): Promise<void> {
    return this.inTurn(async () => {
      if (!this.open) return;
      this.open = false;
      new Uint8Array(this.buffer).fill(0);
      const { CardDisposition } = this.binding;
      // A card that was taken out has forgotten everything anyway.
      await this.card
        .disconnect(how === 'reset' ? CardDisposition.RESET : CardDisposition.LEAVE)
        .catch(() => undefined);
    });
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const run = this.last.then(work);
    this.last = run.catch(() => undefined);
    return run;
  }
}
