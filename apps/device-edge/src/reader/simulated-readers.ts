/**
 * Readers in software with simulated cards in them, behind the same port as PC/SC: for evaluation, CI and specs. Cards
 * are put in and taken out through this class only; there is no network door. A card whose power was cut counts as taken out.
 * Governing documents: design.md 5, card-session card-transport.port.ts.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  CardTransport,
  CardTurns,
  ReaderEvent,
  ReaderMonitor,
  ReaderState,
} from '@cardwright/card-session/card-transport.port';
import { EventQueue } from '@cardwright/card-session/event-queue';
import { isContactlessReader, linkError } from '@cardwright/card-session/transports/pcsc-errors';
import { PowerLostError } from '@cardwright/simulated-card/power-cut';
import { LinkFaultError } from '@cardwright/simulated-card/quirks/quirk';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';

interface Slot {
  card: SimulatedCard | undefined;
  /** The disturbances that will happen to it, in order. */
  disturbances: Disturbance[];
  /** As with PC/SC: one connection per reader, or one beside the other program. */
  connection: SimulatedTransport | undefined;
  other: OtherProgram | undefined;
}

/** Another program that keeps the card open for others as well, as a browser does. */
export interface OtherProgram {
  /** One command, as soon as the card is free. Rejects with CARD_REMOVED. */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** It has let go of the card for good. */
  leave(): void;
}

/** Just before a command, another program resets the card or the reader switches it off. */
export interface Disturbance {
  code: 'CARD_WAS_RESET' | 'CARD_UNPOWERED';
  /** Default: the next command. */
  before?: (command: Uint8Array) => boolean;
}

export class SimulatedReaders implements ReaderMonitor {
  private readonly slots = new Map<string, Slot>();
  private readonly queue = new EventQueue<ReaderEvent>();

  constructor(readerNames: readonly string[]) {
    for (const name of readerNames)
      this.slots.set(name, { card: undefined, disturbances: [], connection: undefined, other: undefined });
  }

  get readerNames(): string[] {
    return [...this.slots.keys()];
  }

  /** Puts a card in (its power comes on). Throws TypeError for a reader that is not there or not empty. */
  async insert(readerName: string, card: SimulatedCard): Promise<void> {
    const slot = this.slots.get(readerName);
    if (slot === undefined || slot.card !== undefined) throw new TypeError(`no empty reader ${readerName}`);
    await card.powerOn();
    slot.card = card;
    this.queue.push({ kind: 'card-inserted', readerName, atr: card.atr });
  }

  /** Takes the card out, in the middle of whatever it does; answers it. */
  async remove(readerName: string): Promise<SimulatedCard | undefined> {
    const slot = this.slots.get(readerName);
    const card = slot?.card;
    if (slot === undefined || card === undefined) return undefined;
    slot.card = undefined;
    slot.connection?.gone();
    slot.connection = undefined;
    await card.powerOff();
    this.queue.push({ kind: 'card-removed', readerName });
    return card;
  }

  /** The card stays in the reader and forgets everything, once for each disturbance. Throws TypeError for an unknown reader. */
  disturb(readerName: string, ...disturbances: readonly Disturbance[]): void {
    const slot = this.slots.get(readerName);
    if (slot === undefined) throw new TypeError(`no reader ${readerName}`);
    slot.disturbances.push(...disturbances);
  }

  /** From now on another program has this card open. Throws TypeError for a reader without a card, or with a connection of ours. */
  openElsewhere(readerName: string): OtherProgram {
    const slot = this.slots.get(readerName);
    if (slot?.card === undefined || slot.connection !== undefined) throw new TypeError(`no free card in ${readerName}`);
    const program: OtherProgram = {
      transmit: async (command) => {
        await slot.connection?.free();
        if (slot.card === undefined) throw new CardwrightError('CARD_REMOVED', undefined, { readerName });
        return slot.card.transmit(command);
      },
      leave: () => void (slot.other = undefined),
    };
    return (slot.other = program);
  }

  cardIn(readerName: string): SimulatedCard | undefined {
    return this.slots.get(readerName)?.card;
  }

  list(): Promise<ReaderState[]> {
    return Promise.resolve(
      [...this.slots].map(([readerName, { card }]) => ({
        readerName,
        cardPresent: card !== undefined,
        atr: card?.atr ?? null,
      })),
    );
  }

  events(): AsyncIterable<ReaderEvent> {
    return this.queue.read();
  }

  connectExclusive(readerName: string): Promise<CardTransport> {
    if (this.slots.get(readerName)?.other !== undefined)
      return Promise.reject(new CardwrightError('CARD_BUSY', undefined, { readerName }));
    return this.connect(readerName, false);
  }

  connectShared(readerName: string): Promise<CardTransport> {
    return this.connect(readerName, true);
  }

  private connect(readerName: string, isShared: boolean): Promise<CardTransport> {
    const slot = this.slots.get(readerName);
    if (slot?.card === undefined) return Promise.reject(new CardwrightError('CARD_ABSENT', undefined, { readerName }));
    if (slot.connection !== undefined)
      return Promise.reject(new CardwrightError('CARD_BUSY', undefined, { readerName }));
    const connection: SimulatedTransport = new SimulatedTransport(readerName, slot.card, isShared, {
      isIn: () => slot.connection === connection,
      lost: () => this.remove(readerName),
      disturbed: (command) => {
        const [next] = slot.disturbances;
        return next?.before === undefined || next.before(command) ? slot.disturbances.shift()?.code : undefined;
      },
      closed: () => {
        if (slot.connection === connection) slot.connection = undefined;
      },
    });
    slot.connection = connection;
    return Promise.resolve(connection);
  }

  close(): Promise<void> {
    this.queue.close();
    return Promise.resolve();
  }
}

class SimulatedTransport implements CardTransport {
  readonly shared: CardTurns | undefined;
  /** Ends with the turn. */
  private turn: { ended: Promise<void>; end: () => void } | undefined;
  private underWay: Promise<unknown> = Promise.resolve();
  /** As with PC/SC: nothing goes to the card until somebody reconnects. */
  private broken: Disturbance['code'] | undefined;

  constructor(
    readonly readerName: string,
    private readonly card: SimulatedCard,
    isShared: boolean,
    private readonly slot: {
      isIn: () => boolean;
      lost: () => Promise<unknown>;
      disturbed: (command: Uint8Array) => Disturbance['code'] | undefined;
      closed: () => void;
    },
  ) {
    if (!isShared) return;
    this.turn = openTurn();
    this.shared = {
      begin: async () => {
        await this.reconnect();
        this.turn ??= openTurn();
        await this.card.reset();
      },
      end: async (how) => {
        await this.underWay;
        if (how === 'reset' && this.slot.isIn()) await this.card.reset();
        this.gone();
      },
    };
  }

  /** For the other program: resolves between our turns. */
  async free(): Promise<void> {
    while (this.turn !== undefined) await this.turn.ended;
  }

  gone(): void {
    this.turn?.end();
    this.turn = undefined;
  }

  get atr(): Uint8Array {
    return this.card.atr;
  }
  /** As with PC/SC: by the name of the reader. */
  get contactless(): boolean {
    return isContactlessReader(this.readerName, this.atr);
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    const answer = this.underWay.then(() => this.exchange(command));
    this.underWay = answer.catch(() => undefined);
    return answer;
  }

  async reconnect(): Promise<void> {
    await this.underWay;
    const { readerName } = this;
    if (!this.slot.isIn())
      throw new CardwrightError('CARD_REMOVED', undefined, { readerName, sent: false, gone: true });
    this.broken = undefined;
  }

  /** As with PC/SC: what is under way is finished first. */
  async close(how: 'leave' | 'reset'): Promise<void> {
    await this.underWay;
    if (!this.slot.isIn()) return;
    const isOurs = this.shared === undefined || this.turn !== undefined;
    if (how === 'reset' && isOurs) await this.card.reset();
    this.gone();
    this.slot.closed();
  }

  private async exchange(command: Uint8Array): Promise<Uint8Array> {
    const { readerName } = this;
    if (!this.slot.isIn())
      throw new CardwrightError('CARD_REMOVED', undefined, { readerName, sent: false, gone: true });
    if (this.shared !== undefined && this.turn === undefined)
      throw new TypeError('a card that others have open too is spoken to in a turn');
    const disturbed = this.broken ?? this.slot.disturbed(command);
    if (disturbed !== undefined) {
      if (this.broken === undefined) await this.card.reset();
      this.broken = disturbed;
      throw new CardwrightError(disturbed, undefined, { readerName, sent: true, gone: false });
    }
    try {
      return await this.card.transmit(command);
    } catch (error) {
      if (error instanceof LinkFaultError)
        throw linkError({ code: 'NotTransacted' }, { readerName, sent: true, connecting: false });
      if (!(error instanceof PowerLostError)) throw error;
      if (this.slot.isIn()) await this.slot.lost();
      throw new CardwrightError('CARD_REMOVED', undefined, { readerName, sent: true, gone: true }, error);
    }
  }
}

function openTurn(): { ended: Promise<void>; end: () => void } {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, end };
}
