/**
 * PC/SC through pcsc-mini: the only file that loads the native binding, by dynamic import, so that a machine without it
 * starts and says what to install. The connections themselves are pcsc-card.ts's.
 * Traps of the binding that this file takes care of (cards.md): its default receive buffer is 264 bytes; a second call on
 * a busy handle throws; it sees the first 4 readers only (said by `limit`); it stops for good when pcscd goes away; the ATR
 * of its change event has the right length and wrong bytes (0.1.3), so it is read from a connection; `stop` blocks the whole process when
 * its thread is not waiting for the service just then (`close`); a client of a service that is gone must not be collected as garbage (`unreleasable`).
 * Governing document: PC/SC Workgroup Specification 2.01 Part 5 (status codes).
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Card, Client, Reader } from 'pcsc-mini';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardTransport, ReaderEvent, ReaderMonitor, ReaderState } from '../card-transport.port.js';
import { EventQueue } from '../event-queue.js';
import { Departure } from './departure.js';
import { PcscTransport } from './pcsc-card.js';
import { namingPrograms, pcscPrograms } from './pcsc-clients.js';
import { linkError, openingError, pcscUnavailable, serviceError } from './pcsc-errors.js';
import { readerLimit } from './pcsc-reader-limit.js';
import { PcscWait } from './pcsc-wait.js';

export type Binding = typeof import('pcsc-mini');

/** After pcscd went away: how often it is looked for. A person restarting a service waits seconds, not minutes. */
const reconnectMs = 2000;
/** The first reader that is present at the start is reported within this time; each further one within `nextReaderMs` of the one before. */
const firstReaderMs = 300;
const nextReaderMs = 50;
/** Within this time of its last sign the binding's thread is back in its wait; it needs a millisecond, and the processor. */
const backInWaitMs = 100;
/** A reader with a loose contact gives signs all the time. */
const longestCloseMs = 2000;
/**
 * Clients of a service that is gone. The binding releases a client when it is collected as garbage, and what it throws there because the service does
 * not know it any more ends the process. They are a few hundred bytes each, one per stop of the service.
 */
const unreleasable = new Set<Client>();

/**
 * Loads the binding and connects to pcscd. Rejects with EDGE_PCSC_UNAVAILABLE, which says what to install, EDGE_PCSC_FORBIDDEN or
 * another EDGE_PCSC_* code.
 */
export async function openPcsc(load: () => Promise<Binding> = loadBinding): Promise<PcscReaderMonitor> {
  const monitor = new PcscReaderMonitor(await load());
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
  readonly wait: PcscWait;
  cardPresent: boolean;
  /** A card is in it and answers nothing. */
  unresponsive: boolean;
  atr: Uint8Array | null;
  /** Ends when the card that is in it now leaves. */
  departure: Departure;
  /** Ends when the ATR of the card inserted last has been read: an exclusive connection waits for it. */
  settled: Promise<void>;
}

export class PcscReaderMonitor implements ReaderMonitor {
  /** More readers than this are not seen by the binding. */
  readonly limit: number;
  private client: Client | undefined;
  /** Why there is no client. */
  private failure: CardwrightError = pcscUnavailable('service');
  private readonly readers = new Map<string, ReaderEntry>();
  private readonly queue = new EventQueue<ReaderEvent>();
  private retry: NodeJS.Timeout | undefined;
  /** When the binding's thread was last seen out of its wait, by performance.now(). */
  private signAt = 0;
  private closed = false;

  constructor(private readonly binding: Binding) {
    this.limit = binding.MAX_READERS;
  }

  /** Resolves when the readers that are there now have been reported. Rejects as openPcsc does. */
  async start(): Promise<void> {
    try {
      this.connect();
    } catch (error) {
      throw (this.failure = await openingError(error));
    }
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
    if (this.client === undefined) return Promise.reject(this.failure);
    return Promise.resolve(
      [...this.readers].map(([readerName, { cardPresent, unresponsive, atr }]) => ({
        readerName,
        cardPresent,
        atr,
        ...(unresponsive && { unresponsive }),
      })),
    );
  }

  events(): AsyncIterable<ReaderEvent> {
    return this.queue.read();
  }

  connectExclusive(readerName: string): Promise<CardTransport> {
    return this.connectTo(readerName, 'EXCLUSIVE');
  }

  connectShared(readerName: string): Promise<CardTransport> {
    return this.connectTo(readerName, 'SHARED');
  }

  private async connectTo(readerName: string, mode: 'EXCLUSIVE' | 'SHARED'): Promise<CardTransport> {
    if (this.client === undefined) throw this.failure;
    const entry = this.readers.get(readerName);
    if (entry === undefined) throw linkError({ code: 'UnknownReader' }, { readerName, sent: false, connecting: true });
    await entry.settled;
    try {
      // The service lets nobody connect as long as a program is in the middle of its work on the card.
      const card = await this.connection(entry, mode);
      const { atr } = await card.state();
      const maxCommandBytes = await readerLimit(card, this.binding.controlCode);
      const facts = { readerName, atr: Uint8Array.from(atr), maxCommandBytes, wait: entry.wait };
      const transport = new PcscTransport(this.binding, card, facts, entry.departure, mode);
      if (mode === 'SHARED') await transport.takeFirstTurn();
      return transport;
    } catch (error) {
      const failure =
        error instanceof CardwrightError ? error : linkError(error, { readerName, sent: false, connecting: true });
      throw failure.code === 'CARD_BUSY' ? namingPrograms(failure, await pcscPrograms()) : failure;
    }
  }

  /**
   * Takes up to `backInWaitMs` after a start or an event. The binding ends its thread by cancelling the call in which it waits; a cancel that comes
   * before that call is lost, and `stop` then blocks this process until something happens at a reader.
   */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    const end = performance.now() + longestCloseMs;
    const restMs = (): number => Math.min(this.signAt + backInWaitMs, end) - performance.now();
    while (this.client !== undefined && restMs() > 0) await delay(restMs());
    this.stopClient();
    this.queue.close();
  }

  private connect(): void {
    const client = new this.binding.Client();
    client.on('reader', (reader) => this.watch(reader));
    client.on('error', (error) => this.lost(error));
    this.signAt = performance.now();
    this.client = client;
    try {
      client.start();
    } catch (error) {
      this.stopClient();
      throw error;
    }
  }

  private watch(reader: Reader): void {
    this.signAt = performance.now();
    const readerName = reader.name();
    const entry: ReaderEntry = {
      reader,
      wait: new PcscWait(readerName),
      cardPresent: false,
      unresponsive: false,
      atr: null,
      departure: new Departure(),
      settled: Promise.resolve(),
    };
    this.readers.set(readerName, entry);
    this.queue.push({ kind: 'reader-added', readerName });
    const { ReaderStatus } = this.binding;
    reader.on('change', (status) => {
      this.signAt = performance.now();
      // A mute card answers nothing: it is there for the person, but not for us.
      entry.unresponsive = status.has(ReaderStatus.PRESENT) && status.has(ReaderStatus.MUTE);
      const present = status.has(ReaderStatus.PRESENT) && !status.has(ReaderStatus.MUTE);
      if (present === entry.cardPresent) return;
      entry.cardPresent = present;
      entry.atr = null;
      if (present) entry.departure = new Departure();
      else entry.departure.happen('CARD_REMOVED');
      if (present) entry.settled = entry.settled.then(() => this.welcome(readerName, entry));
      else this.queue.push({ kind: 'card-removed', readerName });
    });
    reader.on('disconnect', () => {
      this.readers.delete(readerName);
      entry.departure.happen('EDGE_READER_UNAVAILABLE');
      if (entry.cardPresent) this.queue.push({ kind: 'card-removed', readerName });
      entry.cardPresent = false;
      this.queue.push({ kind: 'reader-removed', readerName });
    });
  }

  /** Reports the card with its ATR, or without one if another program was faster. If the card was removed meanwhile, its removal is reported instead. */
  private async welcome(readerName: string, entry: ReaderEntry): Promise<void> {
    const atr = await this.readAtr(entry).catch(() => new Uint8Array(0));
    if (!entry.cardPresent) return;
    entry.atr = atr.length > 0 ? atr : null;
    this.queue.push({ kind: 'card-inserted', readerName, atr });
  }

  private connection({ reader, wait }: ReaderEntry, mode: keyof Binding['CardMode'], protocol?: number): Promise<Card> {
    const { CardMode, CardDisposition } = this.binding;
    return wait.for(
      () => reader.connect(CardMode[mode], protocol),
      async (coming) => (await coming).disconnect(CardDisposition.LEAVE),
    );
  }

  /** DIRECT: nothing is sent to the card, and it keeps its state. */
  private async readAtr(entry: ReaderEntry): Promise<Uint8Array> {
    const card = await this.connection(entry, 'DIRECT', this.binding.Protocol.UNSET);
    try {
      return Uint8Array.from((await card.state()).atr);
    } finally {
      await card.disconnect(this.binding.CardDisposition.LEAVE);
    }
  }

  /** pcscd is gone: the readers with it. Looks for it again until it is back. */
  private lost(error: unknown): void {
    if (this.closed || this.client === undefined) return;
    this.failure = serviceError(error);
    for (const { departure } of this.readers.values()) departure.happen(this.failure.code);
    this.stopClient();
    this.readers.clear();
    this.queue.push({ kind: 'service-down', readerName: '' });
    this.searchAgain();
  }

  private searchAgain(): void {
    this.retry = setTimeout(() => {
      if (this.closed) return;
      try {
        this.connect();
        this.queue.push({ kind: 'service-up', readerName: '' });
      } catch (error) {
        void openingError(error).then((failure) => (this.failure = failure));
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
      // There is no service any more that could release it.
      if (client !== undefined) unreleasable.add(client);
    }
  }
}
