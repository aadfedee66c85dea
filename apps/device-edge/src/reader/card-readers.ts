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
import { NamedMutexes } from './mutex.js';
import { notFound, unresponsive, type LookedAt } from './card-search.js';
import { SeenCards } from './seen-cards.js';

export interface OpenedCard {
  readerName: string;
  piv: PivSession;
  image: CardImage;
  /** What went over this connection since it was made. */
  recorder: ApduRecorder;
}

export class CardReaders {
  private readonly turns = new NamedMutexes();
  /** What this agent has learned about its readers and the kinds of card in them. */
  private readonly extendedLengths = new ExtendedLengthMemory();

  constructor(
    readonly monitor: ReaderMonitor,
    /** Request that holds a reader, if one does. */
    private readonly heldBy: (readerName: string) => string | undefined,
    private readonly seen = new SeenCards(),
  ) {}

  list(): Promise<ReaderState[]> {
    return this.monitor.list();
  }

  /** Reads a card and gives it back. Without readerName the only card: CARD_ABSENT, CARD_AMBIGUOUS, CARD_BUSY. */
  async inspect(readerName?: string, scope: ImageScope = 'brief'): Promise<CardImage> {
    const name = await this.chooseReader(readerName);
    return this.inTurn(name, async () => {
      const note = this.seen.reading(name);
      const piv = await this.connect(name);
      try {
        const image = await readCardImage(piv, { scope });
        note(image.identity === null ? null : identityText(image.identity));
        return image;
      } finally {
        await piv.close('reset');
      }
    });
  }

  /** The card with this identity, read and given back, wherever it is and whatever else is inserted. Throws what `open` throws. */
  async inspectCard(identity: string, hint?: string, scope: ImageScope = 'brief'): Promise<CardImage> {
    const { piv, image } = await this.open(identity, hint, scope);
    await piv.close('reset');
    return image;
  }

  /** Reads only the identity; null for a card without an identity or without a PIV application. CARD_BUSY, CARD_ABSENT, CARD_REMOVED. */
  async identify(readerName: string): Promise<string | null> {
    const identity = await this.inTurn(readerName, () => this.readIdentity(readerName));
    return identity === undefined ? null : identityText(identity);
  }

  /**
   * Connects to the card with this identity and reads it, in whichever reader it is; the connection stays. Where it was seen last and the reader
   * that is named are looked at first, and no more. Nothing but SELECT and reads goes to any card here. CARD_ABSENT (the named reader is
   * empty, or all are), CARD_WRONG_DEVICE (cards are there, none is this one; details.found says which), or why the reader that may have it cannot be read.
   */
  async open(identity: string, hint?: string, scope: ImageScope = 'brief'): Promise<OpenedCard> {
    const { withCard, empty, mute } = await this.present();
    const looked: LookedAt[] = mute.map((readerName) => ({ readerName, error: unresponsive(readerName) }));
    const candidates = this.likeliestFirst(withCard, identity, hint);
    for (const readerName of candidates)
      try {
        const look = { readerName, identity, scope, unlikely: candidates.length > 1 && readerName !== candidates[0] };
        const opened = await this.inTurn(readerName, () => this.openIfIdentity(look, looked));
        if (opened !== undefined) return opened;
      } catch (error) {
        // One that is taken out or held elsewhere must not hide the right one in another reader.
        if (!isCardwrightError(error)) throw error;
        looked.push({ readerName, error });
      }
    const named = hint === undefined ? undefined : { readerName: hint, empty: empty.includes(hint) };
    throw notFound(identity, named, looked);
  }

  private likeliestFirst(readers: readonly string[], identity: string, hint: string | undefined): string[] {
    const rank = (name: string): number => (this.seen.identityIn(name) === identity ? 0 : name === hint ? 1 : 2);
    return [...readers].sort((one, other) => rank(one) - rank(other));
  }

  private async openIfIdentity(
    {
      readerName,
      identity,
      scope,
      unlikely,
    }: { readerName: string; identity: string; scope: ImageScope; unlikely: boolean },
    looked: LookedAt[],
  ): Promise<OpenedCard | undefined> {
    const recorder = new ApduRecorder();
    const note = this.seen.reading(readerName);
    const piv = await this.connect(readerName, recorder);
    let opened: OpenedCard | undefined;
    try {
      // A card that is probably not the right one is not read completely.
      const found = unlikely ? await selectedIdentity(piv) : undefined;
      if (found === undefined || found === identity) {
        const image = await readCardImage(piv, { scope });
        const shown = image.identity === null ? null : identityText(image.identity);
        note(shown);
        if (shown === identity && image.interface === 'contactless')
          throw new CardwrightError('CARD_INTERFACE_UNSUPPORTED', undefined, { readerName });
        if (shown === identity) opened = { readerName, piv, image, recorder };
        else looked.push({ readerName, identityText: shown });
      } else {
        note(found);
        looked.push({ readerName, identityText: found });
      }
    } catch (error) {
      if (!isCardwrightError(error, 'CARD_NOT_PIV')) throw error;
      looked.push({ readerName, identityText: null });
    } finally {
      if (opened === undefined) await piv.close('reset');
    }
    return opened;
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

  /** The readers with a card, including those whose card does not answer. Throws EDGE_NO_READER. */
  private async present(): Promise<Record<'withCard' | 'empty' | 'mute', string[]>> {
    const all = await this.list();
    if (all.length === 0) throw new CardwrightError('EDGE_NO_READER');
    const names = (readers: readonly ReaderState[]): string[] => readers.map(({ readerName }) => readerName);
    return {
      withCard: names(all.filter(({ cardPresent }) => cardPresent)),
      empty: names(all.filter((reader) => !reader.cardPresent && reader.unresponsive !== true)),
      mute: names(all.filter((reader) => reader.unresponsive === true)),
    };
  }

  /** The reader that is named, else the only one with a card. */
  private async chooseReader(readerName?: string): Promise<string> {
    const { withCard, mute } = await this.present();
    const isWanted = (name: string): boolean => (readerName ?? name) === name;
    const [first, ...others] = withCard.filter(isWanted);
    const silent = mute.find(isWanted);
    if (first === undefined && silent !== undefined) throw unresponsive(silent);
    if (first === undefined) throw this.absentFrom(readerName, withCard);
    if (others.length > 0) throw new CardwrightError('CARD_AMBIGUOUS', undefined, { readers: [first, ...others] });
    return first;
  }

  private absentFrom(readerName: string | undefined, withCard: readonly string[]): CardwrightError {
    if (readerName === undefined) return new CardwrightError('CARD_ABSENT');
    const elsewhere = withCard.map((name) => ({ readerName: name, identityText: this.seen.identityIn(name) }));
    const others = elsewhere.map((each) => `"${each.readerName}" holds ${each.identityText ?? 'a card'}`).join(', ');
    const message = `No card is in "${readerName}"${others === '' ? '' : `; ${others}`}`;
    return new CardwrightError('CARD_ABSENT', message, { readerName, elsewhere });
  }

  private inTurn<Value>(readerName: string, work: () => Promise<Value>): Promise<Value> {
    return this.turns.of(readerName).run(work);
  }
}

/** The PIV application is selected afterwards. */
async function selectedIdentity(piv: PivSession): Promise<string | null> {
  await piv.select();
  const identity = await readCardIdentity(piv);
  return identity === undefined ? null : identityText(identity);
}
