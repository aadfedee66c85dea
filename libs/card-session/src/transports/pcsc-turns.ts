/**
 * Turns at a card that another program has open as well: PC/SC transactions. The card is reset when a turn begins, so that nothing counts
 * that the other program has shown it, and before one ends in which the card was shown something. The other program waits meanwhile, and
 * reads from its next call that the card was reset.
 * Governing document: PC/SC Workgroup Specification 2.01 Part 5 section 3.2.4 (transactions); pcsc-lite ends a turn with its program.
 */
import type { Card, Transaction } from 'pcsc-mini';
import type { PcscWait } from './pcsc-wait.js';
import type { Binding } from './pcsc.transport.js';

/** Others that reset the card again and again leave it to nobody. */
const resetsMax = 5;

/** What PC/SC says when another program has reset the card, or the reader has switched it off: the connection has to be made anew. */
const forgotten: readonly unknown[] = ['ResetCard', 'UnpoweredCard'];

export class PcscTurns {
  private transaction: Transaction | undefined;

  constructor(
    private readonly binding: Binding,
    private readonly card: Card,
    private readonly wait: PcscWait,
  ) {}

  get isHeld(): boolean {
    return this.transaction !== undefined;
  }

  /** The card keeps what it was shown before. Rejects with CARD_BUSY, or as the binding does. Nothing may be done with the card after that. */
  async take(): Promise<void> {
    for (let resets = 0; this.transaction === undefined; resets++)
      try {
        this.transaction = await this.wait.for(
          () => this.card.transaction(),
          async (coming) => {
            const { LEAVE } = this.binding.CardDisposition;
            await coming.then((late) => late.end(LEAVE)).catch(() => undefined);
            await this.card.disconnect(LEAVE);
          },
        );
      } catch (error) {
        if (resets === resetsMax || !forgotten.includes((error as { code?: unknown }).code)) throw error;
        await this.card.reconnect(this.binding.CardMode.SHARED, this.binding.CardDisposition.LEAVE);
      }
  }

  /** In a turn: the card forgets what it was shown, and no application is selected. */
  async reset(): Promise<void> {
    await this.card.reconnect(this.binding.CardMode.SHARED, this.binding.CardDisposition.RESET);
  }

  async end(how: 'leave' | 'reset'): Promise<void> {
    const { transaction } = this;
    this.transaction = undefined;
    const { CardDisposition } = this.binding;
    await transaction?.end(how === 'reset' ? CardDisposition.RESET : CardDisposition.LEAVE);
  }
}
