/**
 * The readers of this workstation as the agent uses them: which have a card, exclusive connections one at a time per
 * reader, finding the card with a given identity, the plain inspection. Holds no lease. Governing documents: design.md 2
 * (identity), requirement D21 (reading only).
 */
import { identityText, type CardImage, type CardIdentity } from '@cardwright/contracts/card/card-image';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ImageScope } from '@cardwright/contracts/nats/edge.api';
import type { ReaderMonitor, ReaderState } from '@cardwright/card-session/card-transport.port';
import { ApduRecorder } from '@cardwright/card-session/apdu-recorder';
import { readCardIdentity } from '@cardwright/card-session/card-identity';
import { readCardImage } from '@cardwright/card-session/card-image';
import { ExtendedLengthMemory } from '@cardwright/card-session/extended-length';
import { PivSession } from '@cardwright/card-session/piv-session';
import { NamedMutexes } from '../agent/mutex.js';

export interface OpenedCard {
  readerName: string;
  piv: PivSession;
  image: CardImage;
  /** What went over this connection since it was made. */
  recorder: ApduRecorder;
}

export class CardReaders {
  private readonly turns = new NamedMutexes();
  /** What this agent has found about its readers and the kinds of card in them. */
  private readonly extendedLengths = new ExtendedLengthMemory();

  constructor(
    readonly monitor: ReaderMonitor,
    /** Request that holds a reader, if one does. */
    private readonly heldBy: (readerName: string) => string | undefined,
  ) {}

  list(): Promise<ReaderState[]> {
    return this.monitor.list();
  }

  /** Reads a card and gives it back. Without readerName the only card: CARD_ABSENT, CARD_AMBIGUOUS, CARD_BUSY. */
  async inspect(readerName?: string, scope: ImageScope = 'brief'): Promise<CardImage> {
    const name = await this.chooseReader(readerName);
    return this.inTurn(name, async () => {
      const piv = await this.connect(name);
      try {
        return await readCardImage(piv, { scope });
      } finally {
        await piv.close('reset');
      }
    });
  }

  /** The card with this identity, read and given back, whatever else is inserted. Throws what `open` throws. */
  async inspectCard(identity: string, readerName?: string, scope: ImageScope = 'brief'): Promise<CardImage> {
    const { piv, image } = await this.open(identity, readerName, scope);
    await piv.close('reset');
    return image;
  }

  /** Identity without anything else; null for a card that has none or no PIV application. CARD_BUSY, CARD_ABSENT, CARD_REMOVED. */
  async identify(readerName: string): Promise<string | null> {
    const identity = await this.inTurn(readerName, () => this.readIdentity(readerName));
    return identity === undefined ? null : identityText(identity);
  }

  /**
   * Connects to the card with this identity and reads it; the connection stays. Nothing but SELECT and reads goes to any
   * card here. CARD_ABSENT, CARD_WRONG_DEVICE (cards are there, none is this one), CARD_BUSY.
   */
  async open(identity: string, readerName?: string, scope: ImageScope = 'brief'): Promise<OpenedCard> {
    const candidates = await this.readersWithCard(readerName);
    if (candidates.length === 0)
      throw new CardwrightError('CARD_ABSENT', undefined, readerName === undefined ? {} : { readerName });
    const found: string[] = [];
    let busy: CardwrightError | undefined;
    for (const candidate of candidates) {
      try {
        const opened = await this.inTurn(candidate, () => this.openIfIdentity(candidate, identity, scope, found));
        if (opened !== undefined) return opened;
      } catch (error) {
        // With several cards, one that is taken out or held elsewhere must not hide the right one.
        if (candidates.length === 1 || !(error instanceof CardwrightError)) throw error;
        busy ??= error;
      }
    }
    if (found.length === 0 && busy !== undefined) throw busy;
    throw new CardwrightError('CARD_WRONG_DEVICE', undefined, { expected: identity, found });
  }

  private async openIfIdentity(
    readerName: string,
    wanted: string,
    scope: ImageScope,
    found: string[],
  ): Promise<OpenedCard | undefined> {
    const recorder = new ApduRecorder();
    const piv = await this.connect(readerName, recorder);
    try {
      const image = await readCardImage(piv, { scope });
      const identity = image.identity === null ? undefined : identityText(image.identity);
      if (identity === wanted && image.interface === 'contactless')
        throw new CardwrightError('CARD_INTERFACE_UNSUPPORTED', undefined, { readerName });
      if (identity === wanted) return { readerName, piv, image, recorder };
      if (identity !== undefined) found.push(identity);
      else throw new CardwrightError('CARD_NO_IDENTITY', undefined, { readerName });
    } catch (error) {
      await piv.close('reset');
      throw error;
    }
    await piv.close('reset');
    return undefined;
  }

  private async readIdentity(readerName: string): Promise<CardIdentity | undefined> {
    const piv = await this.connect(readerName);
    try {
      await piv.select();
      return await readCardIdentity(piv);
    } catch (error) {
      if (isCardwrightError(error, 'CARD_NOT_PIV')) return undefined;
      throw error;
    } finally {
      await piv.close('reset');
    }
  }

  private async connect(readerName: string, recorder?: ApduRecorder): Promise<PivSession> {
    const requestId = this.heldBy(readerName);
    if (requestId !== undefined) throw new CardwrightError('CARD_BUSY', undefined, { readerName, heldBy: requestId });
    const transport = await this.monitor.connectExclusive(readerName);
    const { extendedLengths } = this;
    return new PivSession(transport, { extendedLengths, ...(recorder !== undefined && { onApdu: recorder.observe }) });
  }

  private async readersWithCard(readerName?: string): Promise<string[]> {
    const all = await this.list();
    if (all.length === 0) throw new CardwrightError('EDGE_NO_READER');
    const wanted = all.filter((reader) => (readerName ?? reader.readerName) === reader.readerName);
    const withCard = wanted.filter(({ cardPresent }) => cardPresent);
    const mute = wanted.find(({ unresponsive }) => unresponsive === true);
    if (withCard.length === 0 && mute !== undefined)
      throw new CardwrightError('CARD_UNRESPONSIVE', undefined, { readerName: mute.readerName });
    return withCard.map((reader) => reader.readerName);
  }

  private async chooseReader(readerName?: string): Promise<string> {
    const [first, ...others] = await this.readersWithCard(readerName);
    if (first === undefined)
      throw new CardwrightError('CARD_ABSENT', undefined, readerName === undefined ? {} : { readerName });
    if (others.length > 0) throw new CardwrightError('CARD_AMBIGUOUS', undefined, { readers: [first, ...others] });
    return first;
  }

  private inTurn<Value>(readerName: string, work: () => Promise<Value>): Promise<Value> {
    return this.turns.of(readerName).run(work);
  }
}
