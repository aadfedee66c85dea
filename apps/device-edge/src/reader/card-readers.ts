/**
 * The readers of this workstation as the agent uses them: which have a card, connections one at a time per reader (exclusive, or beside
 * another program that keeps the card open), finding the card with a given identity, the plain inspection. Holds no lease. Governing
 * documents: design.md 2 (identity), requirement D21 (reading only).
 */
import { identityText, type CardImage } from '@cardwright/contracts/card/card-image';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardUse } from '@cardwright/contracts/nats/edge.api';
import { say } from '@cardwright/contracts/words/say';
import type { ReaderMonitor, ReaderState } from '@cardwright/card-session/card-transport.port';
import { ApduRecorder } from '@cardwright/card-session/apdu-recorder';
import type { CardSessions } from '@cardwright/card-session/applications/card-sessions';
import { readCardIdentity } from '@cardwright/card-session/card-identity';
import { CtapCardSession } from '@cardwright/card-session/ctap/ctap-card-session';
import type { UsbKeys } from '@cardwright/card-session/ctap/hid-device.port';
import { ExtendedLengthMemory } from '@cardwright/card-session/apdu/extended-length';
import { PivSession } from '@cardwright/card-session/piv/piv-session';
import { NamedMutexes } from './mutex.js';
import { notFound, unresponsive, type LookedAt } from './card-search.js';
import { readCard, withOthers, type CardReading, type OpenedCard } from './opened-card.js';
import { SeenCards } from './seen-cards.js';

/**
 * Beside another program that keeps the card open: never; for reading, which leaves to the other program what it has shown the card; for work,
 * which begins with a reset.
 */
type Sharing = 'never' | 'read' | 'work';

export interface OpenOptions extends CardReading {
  /** The reader in which to look first. */
  hint?: string | undefined;
  sharing: Sharing;
  /** The request that has the card already, and let go of it. */
  resumes?: string | undefined;
}

/** A request of ours that has a reader for itself. */
export interface WorkInReader {
  requestId: string;
  /** Of the card in it. */
  identityText: string;
}

export class CardReaders {
  private readonly turns = new NamedMutexes();
  /** What this agent has learned about its readers and the kinds of card in them. */
  private readonly extendedLengths = new ExtendedLengthMemory();

  constructor(
    readonly monitor: ReaderMonitor,
    private readonly workIn: (readerName: string) => WorkInReader | undefined,
    private readonly seen = new SeenCards(),
    /** Absent: FIDO applications are reached by readers alone. */
    private readonly usbKeys?: UsbKeys,
  ) {}

  list(): Promise<ReaderState[]> {
    return this.monitor.list();
  }

  /** Reads a card and gives it back. Without readerName the only card: CARD_ABSENT, CARD_AMBIGUOUS, CARD_BUSY, CARD_IN_WORK. */
  async inspect(readerName?: string, reading: CardReading = {}): Promise<CardImage> {
    const name = await this.chooseReader(readerName);
    return this.inTurn(name, async () => {
      const note = this.seen.reading(name);
      const sessions = await this.connect(name, 'read');
      try {
        const image = await readCard(sessions, reading);
        note(image.identity === null ? null : identityText(image.identity));
        return image;
      } finally {
        await leave(sessions);
      }
    });
  }

  /** The card with this identity, read and given back, wherever it is and whatever else is inserted. Throws what `open` throws. */
  async inspectCard(identity: string, hint?: string, reading: CardReading = {}): Promise<CardImage> {
    const { sessions, image } = await this.open(identity, { hint, ...reading, sharing: 'read' });
    await leave(sessions);
    return image;
  }

  /** Reads only the identity; null for a card without an identity or without a PIV application. CARD_BUSY, CARD_IN_WORK, CARD_ABSENT, CARD_REMOVED. */
  identify(readerName: string): Promise<string | null> {
    return this.inTurn(readerName, () => this.readIdentity(readerName));
  }

  /** Whether another program has the card open. Nothing is sent to the card. Throws CARD_ABSENT, CARD_REMOVED, link codes. */
  use(readerName: string): Promise<CardUse> {
    return this.inTurn(readerName, async () => {
      try {
        const sessions = await this.connect(readerName, 'read');
        await leave(sessions);
        return sessions.piv.transport.shared === undefined ? null : 'shared';
      } catch (error) {
        if (isCardwrightError(error, 'CARD_BUSY')) return 'exclusive';
        throw error;
      }
    });
  }

  /**
   * Connects to the card with this identity and reads it, in whichever reader it is; the connection stays. Where it was seen last and the reader
   * that is named are looked at first, and no more. Nothing but SELECT and reads goes to any card here. CARD_ABSENT (the named reader is
   * empty, or all that no other work has), CARD_WRONG_DEVICE (cards are there, none is this one; details.found says which), CARD_IN_WORK (other
   * work has the reader that it needs), or why the reader that may have it cannot be read.
   */
  async open(identity: string, { hint, sharing, resumes, ...reading }: OpenOptions): Promise<OpenedCard> {
    const { withCard, empty, mute } = await this.present();
    const looked: LookedAt[] = mute.map((readerName) => ({ readerName, error: unresponsive(readerName) }));
    const candidates = this.likeliestFirst(withCard, identity, hint);
    for (const readerName of candidates) {
      const work = this.workIn(readerName);
      if (work !== undefined && work.identityText !== identity) {
        looked.push({ readerName, identityText: work.identityText, heldBy: work.requestId });
        continue;
      }
      try {
        const unlikely = candidates.length > 1 && readerName !== candidates[0];
        const look = { readerName, identity, reading, sharing, resumes, unlikely };
        const opened = await this.inTurn(readerName, () => this.openIfIdentity(look, looked));
        if (opened !== undefined) return opened;
      } catch (error) {
        // One that is taken out or held elsewhere must not hide the right one in another reader.
        if (!isCardwrightError(error)) throw error;
        looked.push(this.lookedAtInVain(readerName, identity, error));
      }
    }
    throw notFound(identity, { hint, empty }, looked);
  }

  /** A card that another program keeps from us is a known one if it was read before. */
  private lookedAtInVain(readerName: string, identity: string, error: CardwrightError): LookedAt {
    const known = this.seen.identityIn(readerName);
    const isAnother = error.code === 'CARD_BUSY' && known !== null && known !== identity;
    return isAnother ? { readerName, identityText: known } : { readerName, error };
  }

  private likeliestFirst(readers: readonly string[], identity: string, hint: string | undefined): string[] {
    const rank = (name: string): number => (this.seen.identityIn(name) === identity ? 0 : name === hint ? 1 : 2);
    return [...readers].sort((one, other) => rank(one) - rank(other));
  }

  private async openIfIdentity(
    {
      readerName,
      identity,
      reading,
      sharing,
      resumes,
      unlikely,
    }: {
      readerName: string;
      identity: string;
      reading: CardReading;
      sharing: Sharing;
      resumes: string | undefined;
      unlikely: boolean;
    },
    looked: LookedAt[],
  ): Promise<OpenedCard | undefined> {
    const recorder = new ApduRecorder();
    const note = this.seen.reading(readerName);
    const sessions = await this.connect(readerName, sharing, { recorder, resumes });
    const { piv } = sessions;
    let opened: OpenedCard | undefined;
    try {
      const { shared } = piv.transport;
      const begins = sharing === 'work' && shared !== undefined;
      // A card that is probably not the right one is not read completely, and one that others use is not reset.
      const found = unlikely || begins ? await selectedIdentity(piv) : undefined;
      if (found === undefined || found === identity) {
        if (begins) await shared.begin();
        const image = await readCard(sessions, { scope: reading.scope });
        const shown = image.identity === null ? null : identityText(image.identity);
        note(shown);
        if (shown === identity && image.interface === 'contactless')
          throw new CardwrightError('CARD_INTERFACE_UNSUPPORTED', undefined, { readerName });
        if (shown === identity) {
          const readAgain = (): Promise<CardImage> => readCard(sessions, reading);
          opened = { readerName, sessions, image: await withOthers(sessions, image, reading), readAgain, recorder };
        } else looked.push({ readerName, identityText: shown });
      } else {
        note(found);
        looked.push({ readerName, identityText: found });
      }
    } catch (error) {
      if (!isCardwrightError(error, 'CARD_NOT_PIV')) throw error;
      looked.push({ readerName, identityText: null });
    } finally {
      if (opened === undefined) await leave(sessions);
    }
    return opened;
  }

  private async readIdentity(readerName: string): Promise<string | null> {
    const known = this.seen.identityIn(readerName);
    const sessions = await this.connect(readerName, 'read');
    const { piv } = sessions;
    try {
      // Many cards forget the PIN at a SELECT, and another program may be signed in with it.
      if (piv.transport.shared !== undefined && known !== null) return known;
      return await selectedIdentity(piv);
    } catch (error) {
      if (isCardwrightError(error, 'CARD_NOT_PIV')) return null;
      throw error;
    } finally {
      await leave(sessions);
    }
  }

  private async connect(
    readerName: string,
    sharing: Sharing,
    { recorder, resumes }: { recorder?: ApduRecorder; resumes?: string | undefined } = {},
  ): Promise<CardSessions> {
    const heldBy = this.workIn(readerName)?.requestId;
    if (heldBy !== undefined && heldBy !== resumes)
      throw new CardwrightError('CARD_IN_WORK', undefined, { readerName, heldBy });
    const { monitor } = this;
    const transport = await monitor.connectExclusive(readerName).catch((error: unknown) => {
      if (sharing === 'never' || monitor.connectShared === undefined || !isCardwrightError(error, 'CARD_BUSY'))
        throw error;
      return monitor.connectShared(readerName);
    });
    const { extendedLengths } = this;
    const traced = recorder === undefined ? {} : { onApdu: recorder.observe };
    return {
      piv: new PivSession(transport, { extendedLengths, ...traced }),
      fido: new CtapCardSession(transport, {
        wrongPins: this.seen.wrongFidoPins(readerName),
        usb: async () =>
          this.usbKeys?.open(
            readerName,
            (await this.list()).map((reader) => reader.readerName),
          ),
        ...traced,
      }),
    };
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
    const others = elsewhere.map((each) =>
      say('reader.holds-at', { reader: each.readerName, card: each.identityText ?? say('reader.a-card') }),
    );
    const message =
      others.length === 0
        ? say('reader.empty', { reader: readerName })
        : say('reader.empty-others', { reader: readerName, others });
    return new CardwrightError('CARD_ABSENT', message, { readerName, elsewhere });
  }

  private inTurn<Value>(readerName: string, work: () => Promise<Value>): Promise<Value> {
    return this.turns.of(readerName).run(work);
  }
}

/** After reading. What another program has shown to a card that it keeps open is not ours to take away. */
async function leave({ piv, fido }: CardSessions): Promise<void> {
  await fido.closeUsb();
  await piv.close(piv.transport.shared === undefined ? 'reset' : 'leave');
}

/** The PIV application is selected afterwards. */
async function selectedIdentity(piv: PivSession): Promise<string | null> {
  await piv.select();
  const identity = await readCardIdentity(piv);
  return identity === undefined ? null : identityText(identity);
}
