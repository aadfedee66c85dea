/**
 * Remembers which card is in which reader, as far as the agent has read it. It is kept in memory only. A card that left is forgotten, and
 * an identity that arrives after the card has left is ignored.
 */
export class SeenCards {
  private readonly readers = new Map<string, { identityText: string | null }>();

  /**
   * A card is in the reader (called again after each connection to the server). Answers a function that takes its identity once it is read.
   * null (another program has the card) changes nothing, and neither does a call after the card has left.
   */
  inserted(readerName: string): (identityText: string | null) => void {
    const seen = this.readers.get(readerName) ?? { identityText: null };
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
