/**
 * Ports of this library: one connected card, and the readers of a machine. Adapters are in transports/; the simulated
 * card in process is wired by device-edge. Nothing here knows PIV. Governing document: design.md 4 (PC/SC behind our port).
 */
export interface CardTransport {
  readonly readerName: string;
  readonly atr: Uint8Array;
  readonly contactless: boolean;
  /** Longest command APDU that the reader carries, in bytes; null or absent: it does not say. */
  readonly maxCommandBytes?: number | null;
  /**
   * One command APDU, the full response with its status word. Rejects with a code of contracts errors/link-codes when the card, the
   * reader or the link fails; details.sent is false if the command certainly never left, details.gone true if the card certainly did.
   * CARD_OUTCOME_UNKNOWN is made above, by who knows whether it was a write. An adapter serialises calls itself.
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /**
   * After CARD_WAS_RESET or CARD_UNPOWERED: the same card can be talked to again. Whatever it had been shown is forgotten, and no application is
   * selected. Rejects with a link code; CARD_REMOVED when the card is another one. Absent: the link cannot be mended.
   */
  reconnect?(): Promise<void>;
  /** Another program has the card open too. Absent: the connection is exclusive. */
  readonly shared?: CardTurns | undefined;
  /** reset: the card forgets PIN and 9B status (design.md 3: always, after exclusive use). A second call does nothing. */
  close(how: 'leave' | 'reset'): Promise<void>;
}

/**
 * Turns at a card that another program has open as well. Nobody else reaches the card during one; between two of them the other program does,
 * and the card may have been reset, changed or shown a PIN. A shared connection begins with a turn, in which the card has kept what others
 * showed it.
 */
export interface CardTurns {
  /**
   * Waits until the card is free. The card is reset then: no application is selected, and nothing that anybody has shown it counts. In a turn:
   * resets the card. Rejects with CARD_BUSY when another program does not let go of it (the connection is closed then), and with link codes.
   */
  begin(): Promise<void>;
  /** reset: the card forgets what it was shown before anybody else reaches it. */
  end(how: 'leave' | 'reset'): Promise<void>;
}

export interface ReaderState {
  readonly readerName: string;
  readonly cardPresent: boolean;
  /** null: no card, or not known. */
  readonly atr: Uint8Array | null;
  /** There is a card, and it does not answer: cardPresent is false. */
  readonly unresponsive?: boolean;
}

export type ReaderEvent =
  | { readonly kind: 'reader-added' | 'reader-removed' | 'card-removed'; readonly readerName: string }
  /** atr: empty where it could not be read (another program was faster). */
  | { readonly kind: 'card-inserted'; readonly readerName: string; readonly atr: Uint8Array }
  /** The PC/SC service went away or came back; readers are reported anew after `service-up`. */
  | { readonly kind: 'service-down' | 'service-up'; readonly readerName: '' };

export interface ReaderMonitor {
  list(): Promise<ReaderState[]>;
  /** Every later change, until close(). Each caller gets its own sequence. */
  events(): AsyncIterable<ReaderEvent>;
  /** Rejects with CARD_ABSENT (no card), CARD_BUSY, EDGE_READER_UNAVAILABLE, EDGE_PCSC_*, and what else pcsc-codes.ts has. */
  connectExclusive(readerName: string): Promise<CardTransport>;
  /** For a card that another program keeps open for others as well: see `CardTransport.shared`. Rejects with the same codes. */
  connectShared?(readerName: string): Promise<CardTransport>;
  close(): Promise<void>;
}
