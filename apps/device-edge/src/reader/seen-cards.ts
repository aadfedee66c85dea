interface SeenCard {
  identityText: string | null;
  cameIn: { wallMs: number; runningMs: number } | undefined;
}

/** What of the PIN of the card's FIDO application was refused since it got its power: card-session ctap/ctap-pin.ts counts it. */
type WrongFidoPins = { inARow: number };

interface Clock {
  wallMs(): number;
  runningMs(): number;
}
const systemClock: Clock = { wallMs: () => Date.now(), runningMs: () => performance.now() };

/**
 * Remembers which card is in which reader, as far as the agent has read it. It is kept in memory only. A card that left is forgotten, and
 * an identity that arrives after the card has left is ignored.
 */
export class SeenCards {
  private readonly readers = new Map<string, SeenCard>();
  /** Readers that were seen without a card: the next one there has come in. Of a card that was in at the start nobody knows when it came. */
  private readonly emptied = new Set<string>();

  private readonly wrongPins = new Map<string, WrongFidoPins>();

  constructor(private readonly clock: Clock = systemClock) {}

  /**
   * A card is in the reader (called again after each connection to the server). Answers a function that takes its identity once it is read.
   * null (another program has the card) changes nothing, and neither does a call after the card has left.
   */
  inserted(readerName: string): (identityText: string | null) => void {
    const seen = this.readers.get(readerName) ?? { identityText: null, cameIn: this.comesIn(readerName) };
    this.readers.set(readerName, seen);
    return (identityText) => {
      seen.identityText = identityText ?? seen.identityText;
    };
  }

  /** The same for a card that is read for another reason. A card that was not there when the reading began is ignored. */
  reading(readerName: string): (identityText: string | null) => void {
    const seen = this.readers.get(readerName);
    return (identityText) => {
      if (seen !== undefined) seen.identityText = identityText ?? seen.identityText;
    };
  }

  removed(readerName: string): void {
    this.readers.delete(readerName);
    this.wrongPins.delete(readerName);
    this.empty(readerName);
  }

  /** There is no card in this reader. Said at the start: what was taken out while no agent ran is put in before its eyes. */
  empty(readerName: string): void {
    this.emptied.add(readerName);
  }

  /** The reader with this card. */
  readerOf(identityText: string): string | undefined {
    return [...this.readers].find(([, seen]) => seen.identityText === identityText)?.[0];
  }

  /** Milliseconds since the card came in, rather too many than too few; undefined: nobody saw it come. */
  insertedMsAgo(readerName: string): number | undefined {
    const cameIn = this.readers.get(readerName)?.cameIn;
    if (cameIn === undefined) return undefined;
    // One clock is set by people, the other stands still during suspend.
    return Math.max(this.clock.wallMs() - cameIn.wallMs, this.clock.runningMs() - cameIn.runningMs, 0);
  }

  private comesIn(readerName: string): SeenCard['cameIn'] {
    if (!this.emptied.delete(readerName)) return undefined;
    return { wallMs: this.clock.wallMs(), runningMs: this.clock.runningMs() };
  }

  /** For the sessions with the card in this reader, one after the other: a reset does not let the card take more of them. */
  wrongFidoPins(readerName: string): WrongFidoPins {
    const known = this.wrongPins.get(readerName) ?? { inARow: 0 };
    this.wrongPins.set(readerName, known);
    return known;
  }

  /** The PC/SC service went away: cards may be changed without anybody seeing it. */
  serviceLost(): void {
    this.readers.clear();
  }

  /** null: no card, one that was not read, or one that has no identity. */
  identityIn(readerName: string): string | null {
    return this.readers.get(readerName)?.identityText ?? null;
  }
}
