/** Port: one authenticator that takes CTAP messages, over PC/SC or another transport. */

/** What an authenticator waits for while it has no answer yet. */
export type KeepAlive = 'processing' | 'touch';

export interface CtapExchangeOptions {
  /** Each time that what it waits for becomes another thing, and at the first time. */
  readonly onKeepAlive?: ((waitsFor: KeepAlive) => void) | undefined;
  /** Ends what waits for a touch: the answer is then CTAP2_ERR_KEEPALIVE_CANCEL, or the touch came first. */
  readonly signal?: AbortSignal | undefined;
}

export interface CtapLink {
  /**
   * One message, command byte first, and its whole answer, status byte first. One at a time. Rejects with the codes of card-transport.port.ts;
   * CARD_OUTCOME_UNKNOWN where the message may have changed something.
   */
  exchange(message: Uint8Array, options?: CtapExchangeOptions): Promise<Uint8Array>;
}
