/** Which card is in which reader, as far as the agent has read it. Memory only: a card that left is forgotten, and so is what came too late. */
export class SeenCards {
  private readonly readers = new Map<string, { identityText: string | null }>();

  /**
   * A card is in (said again after each connection to the server). Answers where its identity goes once it is read: null, because
   * somebody else has the card, changes nothing; after the card has left, nothing does.
   */
  inserted(readerName: string): (identityText: string | null) => void {
    const seen = this.readers.get(readerName) ?? { identityText: null };
    this.readers.set(readerName, seen);
    return (identityText) => {
      seen.identityText = identityText ?? seen.identityText;
    };
  }

  /** The same for a card that is read for another reason: nothing of a card that was not in when the reading began. */
  reading(readerName: string): (identityText: string | null) => void {
    const seen = this.readers.get(readerName);
    return (identityText) => {
      if (seen !== undefined) seen.identityText = identityText ?? seen.identityText;
    };
  }

  removed(readerName: string): void {
    this.readers.delete(readerName);
  }

  /** null: no card, one that was not read, or one that has no identity. */
  identityIn(readerName: string): string | null {
    return this.readers.get(readerName)?.identityText ?? null;
  }
}
