/**
 * One connection to one card by PC/SC, exclusive or shared with another program (pcsc-turns.ts). Calls wait for each other: the binding
 * throws at a second call on a busy handle.
 */
import type { Card } from 'pcsc-mini';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { CardTransport, CardTurns } from '../card-transport.port.js';
import type { Departure } from './departure.js';
import { isContactlessReader, linkError } from './pcsc-errors.js';
import { PcscTurns } from './pcsc-turns.js';
import type { PcscWait } from './pcsc-wait.js';
import type { Binding } from './pcsc.transport.js';

/** Longest extended response: 65536 + 2, rounded up as pcsc-lite does (MAX_BUFFER_SIZE_EXTENDED). */
const receiveBufferBytes = 65544;
const statusWordBytes = 2;
/** pcscd polls for its cards every 400 ms, so a removal may be reported that late. */
const removalNoticedMs = 700;

export class PcscTransport implements CardTransport {
  readonly readerName: string;
  readonly atr: Uint8Array;
  readonly contactless: boolean;
  readonly maxCommandBytes: number | null;
  readonly shared: CardTurns | undefined;
  private readonly turns: PcscTurns | undefined;
  private readonly buffer = new ArrayBuffer(receiveBufferBytes);
  private last: Promise<unknown> = Promise.resolve();
  private open = true;

  constructor(
    private readonly binding: Binding,
    private readonly card: Card,
    facts: { readerName: string; atr: Uint8Array; maxCommandBytes: number | null; wait: PcscWait },
    private readonly departure: Departure,
    private readonly mode: 'EXCLUSIVE' | 'SHARED',
  ) {
    this.readerName = facts.readerName;
    this.atr = facts.atr;
    this.maxCommandBytes = facts.maxCommandBytes;
    this.contactless = isContactlessReader(facts.readerName, facts.atr);
    if (mode === 'EXCLUSIVE') return;
    const turns = (this.turns = new PcscTurns(binding, card, facts.wait));
    this.shared = {
      begin: () => this.inTurn(() => this.beginTurn(turns)),
      end: (how) => this.inTurn(() => turns.end(how).catch(() => undefined)),
    };
  }

  /** Of a shared connection, once, before anything is sent. Rejects with CARD_BUSY and link codes; the connection is then closed. */
  async takeFirstTurn(): Promise<void> {
    await this.inTurn(() => this.taken(this.turns!));
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.inTurn(async () => {
      this.assertOpen();
      if (this.turns?.isHeld === false) throw new TypeError('a card that others have open too is spoken to in a turn');
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
      const { binding, mode } = this;
      await this.sameCard(() => this.card.reconnect(binding.CardMode[mode], binding.CardDisposition.LEAVE));
    });
  }

  private async beginTurn(turns: PcscTurns): Promise<void> {
    this.assertOpen();
    await this.taken(turns);
    await this.sameCard(() => turns.reset());
  }

  /** After CARD_BUSY the call under way cannot be taken back: the connection is given up, and closes itself once the card is free. */
  private async taken(turns: PcscTurns): Promise<void> {
    try {
      await turns.take();
    } catch (error) {
      if (error instanceof CardwrightError) {
        this.open = false;
        throw error;
      }
      throw linkError(error, { readerName: this.readerName, sent: false, connecting: false });
    }
  }

  private async sameCard(reconnect: () => Promise<unknown>): Promise<void> {
    const { readerName } = this;
    try {
      await reconnect();
      const { atr } = await this.card.state();
      if (Buffer.compare(Uint8Array.from(atr), this.atr) === 0) return;
    } catch (error) {
      throw linkError(error, { readerName, sent: false, connecting: false });
    }
    throw new CardwrightError('CARD_REMOVED', say('card.another-in-reader'), { readerName, sent: false, gone: true });
  }

  private assertOpen(): void {
    if (!this.open)
      throw new CardwrightError('CARD_REMOVED', say('card.connection-closed'), { sent: false, gone: true });
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
      const isShared = this.turns !== undefined;
      // Between turns the card knows nothing of ours, and what others have shown it is theirs.
      if (isShared) await this.turns.end(how).catch(() => undefined);
      // A card that was taken out has forgotten everything anyway.
      await this.card
        .disconnect(how === 'reset' && !isShared ? CardDisposition.RESET : CardDisposition.LEAVE)
        .catch(() => undefined);
    });
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const run = this.last.then(work);
    this.last = run.catch(() => undefined);
    return run;
  }
}
