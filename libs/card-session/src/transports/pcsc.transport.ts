/**
 * PC/SC through pcsc-mini: the only file that loads the native binding, by dynamic import, so that a machine without it
 * starts and says what to install. Exclusive connections only; the card is reset when one is closed.
 * Traps of the binding that this file takes care of (cards.md): its default receive buffer is 264 bytes; a second call on
 * a busy handle throws; it sees the first 4 readers only (said by `limit`); it stops for good when pcscd goes away; the ATR
 * of its change event has the right length and wrong bytes (0.1.3), so it is read from a connection.
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
const statusWordBytes = 2;
/** After pcscd went away: how often it is looked for. A person restarting a service waits seconds, not minutes. */
const reconnectMs = 2000;
/** The readers that are there at the start: the first is reported within this time, each other within so long of the one before. */
const firstReaderMs = 300;
const nextReaderMs = 50;

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

interface ReaderEntry {
  readonly reader: Reader;
  cardPresent: boolean;
  atr: Uint8Array | null;
  /** Ends when the ATR of the card inserted last has been read: an exclusive connection waits for it. */
  settled: Promise<void>;
}

export class PcscReaderMonitor implements ReaderMonitor {
  /** More readers than this are not seen by the binding. */
  readonly limit: number;
  private client: Client | undefined;
  private readonly readers = new Map<string, ReaderEntry>();
  private readonly queue = new EventQueue<ReaderEvent>();
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly binding: Binding) {
    this.limit = binding.MAX_READERS;
  }

  /** Resolves when the readers that are there now have been reported. Rejects with EDGE_PCSC_UNAVAILABLE. */
  async start(): Promise<void> {
    this.connect();
    // The binding reports the readers one by one from its own thread and has no "that was all" event.
    await this.noReaderFor(firstReaderMs, nextReaderMs);
  }

  /** Resolves when nothing was reported for so long; each reader begins another wait, of `nextMs`. */
  private noReaderFor(ms: number, nextMs: number): Promise<void> {
    return new Promise((resolve) => {
      const { client } = this;
      const again = (): void => {
        clearTimeout(timer);
        timer = setTimeout(done, nextMs);
      };
      const done = (): void => {
        client?.off('reader', again);
        resolve();
      };
      let timer = setTimeout(done, ms);
      client?.on('reader', again);
    });
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
    await entry.settled;
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
    const entry: ReaderEntry = { reader, cardPresent: false, atr: null, settled: Promise.resolve() };
    this.readers.set(readerName, entry);
    this.queue.push({ kind: 'reader-added', readerName });
    const { ReaderStatus } = this.binding;
    reader.on('change', (status) => {
      // A mute card answers nothing: it is there for the person, but not for us.
      const present = status.has(ReaderStatus.PRESENT) && !status.has(ReaderStatus.MUTE);
      if (present === entry.cardPresent) return;
      entry.cardPresent = present;
      entry.atr = null;
      if (present) entry.settled = entry.settled.then(() => this.welcome(readerName, entry));
      else this.queue.push({ kind: 'card-removed', readerName });
    });
    reader.on('disconnect', () => {
      this.readers.delete(readerName);
      if (entry.cardPresent) this.queue.push({ kind: 'card-removed', readerName });
      entry.cardPresent = false;
      this.queue.push({ kind: 'reader-removed', readerName });
    });
  }

  /** Tells of the card with its ATR; without one if another program was faster. Removed meanwhile: its removal is told instead. */
  private async welcome(readerName: string, entry: ReaderEntry): Promise<void> {
    const atr = await this.readAtr(entry.reader).catch(() => new Uint8Array(0));
    if (!entry.cardPresent) return;
    entry.atr = atr.length > 0 ? atr : null;
    this.queue.push({ kind: 'card-inserted', readerName, atr });
  }

  /** DIRECT: nothing is sent to the card, and it keeps its state. */
  private async readAtr(reader: Reader): Promise<Uint8Array> {
    const card = await reader.connect(this.binding.CardMode.DIRECT, this.binding.Protocol.UNSET);
    try {
      return Uint8Array.from((await card.state()).atr);
    } finally {
      await card.disconnect(this.binding.CardDisposition.LEAVE);
    }
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
        const response = Uint8Array.from(await this.card.transmit(command, this.buffer));
        if (response.length >= statusWordBytes) return response;
      } catch (error) {
        throw linkError(error, { readerName: this.readerName, sent: true, connecting: false });
      }
      // A card pulled in the middle of a command: some drivers say "success" with nothing in it.
      throw new CardwrightError('CARD_REMOVED', undefined, { readerName: this.readerName, pcsc: 'empty', sent: true });
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
