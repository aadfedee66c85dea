/**
 * Readers in software with simulated cards in them, behind the same port as PC/SC: for evaluation, CI and specs. Cards
 * are put in and taken out through this class only; there is no network door. A card whose power was cut counts as taken out.
 * Governing documents: design.md 5, card-session card-transport.port.ts.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  CardTransport,
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
  /** Exclusive, as with PC/SC: one connection per reader. */
  connection: SimulatedTransport | undefined;
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
    for (const name of readerNames) this.slots.set(name, { card: undefined, disturbances: [], connection: undefined });
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
    const slot = this.slots.get(readerName);
    if (slot?.card === undefined) return Promise.reject(new CardwrightError('CARD_ABSENT', undefined, { readerName }));
    if (slot.connection !== undefined)
      return Promise.reject(new CardwrightError('CARD_BUSY', undefined, { readerName }));
    const connection: SimulatedTransport = new SimulatedTransport(readerName, slot.card, {
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
  private underWay: Promise<unknown> = Promise.resolve();
  /** As with PC/SC: nothing goes to the card until somebody reconnects. */
  private broken: Disturbance['code'] | undefined;

  constructor(
    readonly readerName: string,
    private readonly card: SimulatedCard,
    private readonly slot: {
      isIn: () => boolean;
      lost: () => Promise<unknown>;
      disturbed: (command: Uint8Array) => Disturbance['code'] | undefined;
      closed: () => void;
    },
  ) {}

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
    if (how === 'reset') await this.card.reset();
    this.slot.closed();
  }

  private async exchange(command: Uint8Array): Promise<Uint8Array> {
    const { readerName } = this;
    if (!this.slot.isIn())
      throw new CardwrightError('CARD_REMOVED', undefined, { readerName, sent: false, gone: true });
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
