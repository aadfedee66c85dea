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
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { CardTransport, ReaderEvent, ReaderMonitor, ReaderState } from '../card-transport.port.js';
import { EventQueue } from '../event-queue.js';
import { readerLimit } from './pcsc-reader-limit.js';
import { pcscClients } from './pcsc-clients.js';
import { isContactlessReader, linkError, openingError, pcscUnavailable, serviceError } from './pcsc-errors.js';

export type Binding = typeof import('pcsc-mini');

/** Longest extended response: 65536 + 2, rounded up as pcsc-lite does (MAX_BUFFER_SIZE_EXTENDED). */
const receiveBufferBytes = 65544;
const statusWordBytes = 2;
/** pcscd polls for its cards every 400 ms, so a removal may be reported that late. */
const removalNoticedMs = 700;
/** After pcscd went away: how often it is looked for. A person restarting a service waits seconds, not minutes. */
const reconnectMs = 2000;
/** The first reader that is present at the start is reported within this time; each further one within `nextReaderMs` of the one before. */
const firstReaderMs = 300;
const nextReaderMs = 50;

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

  async connectExclusive(readerName: string): Promise<CardTransport> {
    if (this.client === undefined) throw this.failure;
    const entry = this.readers.get(readerName);
    if (entry === undefined) throw linkError({ code: 'UnknownReader' }, { readerName, sent: false, connecting: true });
    await entry.settled;
    try {
      const card = await entry.reader.connect(this.binding.CardMode.EXCLUSIVE);
      const { atr } = await card.state();
      const maxCommandBytes = await readerLimit(card, this.binding.controlCode);
      const facts = { readerName, atr: Uint8Array.from(atr), maxCommandBytes };
      return new PcscTransport(this.binding, card, facts, entry.departure);
    } catch (error) {
      const failure = linkError(error, { readerName, sent: false, connecting: true });
      throw failure.code === 'CARD_BUSY' ? await named(failure) : failure;
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
    client.on('error', (error) => this.lost(error));
    client.start();
    this.client = client;
  }

  private watch(reader: Reader): void {
    const readerName = reader.name();
    const entry: ReaderEntry = {
      reader,
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
  private lost(error: unknown): void {
    if (this.closed || this.client === undefined) return;
    this.failure = serviceError(error);
    for (const { departure } of this.readers.values()) departure.happen(this.failure.code);
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
      // There was no service that could be closed.
    }
  }
}

/** The departure of one card from one reader, or of the reader or the service under it. */
class Departure {
  private readonly listeners = new Set<() => void>();
  private code: ErrorCode | undefined;

  happen(code: ErrorCode): void {
    this.code ??= code;
    for (const listener of this.listeners) listener();
  }

  /** The code of what has happened, `withinMs` from now at the latest; undefined: nothing. */
  async within(withinMs: number): Promise<ErrorCode | undefined> {
    if (this.code === undefined)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.listeners.delete(done);
          resolve();
        };
        const timer = setTimeout(done, withinMs);
        this.listeners.add(done);
      });
    return this.code;
  }
}

/** With the programs that may hold the card, where the machine reports them. */
async function named(busy: CardwrightError): Promise<CardwrightError> {
  const programs = await pcscClients();
  if (programs.length === 0) return busy;
  const message = `Another program holds the card, maybe ${programs.join(' or ')}`;
  return new CardwrightError(busy.code, message, { ...busy.details, programs }, busy.cause);
}

class PcscTransport implements CardTransport {
  readonly readerName: string;
  readonly atr: Uint8Array;
  readonly contactless: boolean;
  readonly maxCommandBytes: number | null;
  private readonly buffer = new ArrayBuffer(receiveBufferBytes);
  private last: Promise<unknown> = Promise.resolve();
  private open = true;

  constructor(
    private readonly binding: Binding,
    private readonly card: Card,
    facts: { readerName: string; atr: Uint8Array; maxCommandBytes: number | null },
    private readonly departure: Departure,
  ) {
    this.readerName = facts.readerName;
    this.atr = facts.atr;
    this.maxCommandBytes = facts.maxCommandBytes;
    this.contactless = isContactlessReader(facts.readerName, facts.atr);
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.inTurn(async () => {
      if (!this.open)
        throw new CardwrightError('CARD_REMOVED', 'The connection is closed', { sent: false, gone: true });
      try {
        // The binding answers with a view of the one buffer.
        const response = Uint8Array.from(await this.card.transmit(command, this.buffer));
        if (response.length >= statusWordBytes) return response;
      } catch (error) {
        throw await this.failure(error);
      }
      // A card pulled in the middle of a command: some drivers say "success" with nothing in it.
      throw await this.failure({ code: 'NotTransacted' });
    });
  }

  /** Reconnecting does nothing to the card, which another program has already reset. */
  reconnect(): Promise<void> {
    return this.inTurn(async () => {
      const { readerName, binding } = this;
      try {
        await this.card.reconnect(binding.CardMode.EXCLUSIVE, binding.CardDisposition.LEAVE);
        const { atr } = await this.card.state();
        if (Buffer.compare(Uint8Array.from(atr), this.atr) === 0) return;
      } catch (error) {
        throw linkError(error, { readerName, sent: false, connecting: false });
      }
      throw new CardwrightError('CARD_REMOVED', 'Another card is in the reader', {
        readerName,
        sent: false,
        gone: true,
      });
    });
  }

  /** If the card was pulled, the broken link is reported before the service has noticed the removal, so the service is given time. */
  private async failure(error: unknown): Promise<CardwrightError> {
    const failure = linkError(error, { readerName: this.readerName, sent: true, connecting: false });
    const departed = failure.code === 'CARD_LINK_FAILED' ? await this.departure.within(removalNoticedMs) : undefined;
    if (departed === undefined) return failure;
    return new CardwrightError(departed, undefined, { ...failure.details, gone: true }, error);
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
