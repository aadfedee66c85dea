/**
 * A command that waits for a touch while the host asks again and again: it goes on in the APDU that brings the touch, and what a power cut in
 * that APDU leaves is decided there. Governing document: CTAP 2.1 section 11.3.7.
 */
import type { CardContext } from '../../card/dialect.js';
import type { WaitingForTouch } from '../../card/fido-session.js';
import { refuseCtap } from './ctap-error.js';
import { touchTimeoutMs, type FidoTouch, type TouchOutcome } from './touch.js';

export class WaitingCommand implements WaitingForTouch {
  private answer: Promise<Uint8Array> | undefined;
  private touched: ((outcome: TouchOutcome) => void) | undefined;
  private asks!: () => void;
  private asked!: Promise<'waiting'>;
  private pollsLeft = 0;
  private waitsSince = 0;

  /** card: of the APDU that is being answered. keepAlives: the host knows them. */
  constructor(
    private card: CardContext,
    private readonly keepAlives: boolean,
    private readonly touch: () => FidoTouch,
    private readonly now: () => number,
  ) {
    this.listen();
  }

  /** Stores, and lets the power go if it is due in this APDU. */
  checkpoint(): Promise<void> {
    return this.card.checkpoint();
  }

  /** The answer, or `waiting` when a touch is asked for and does not come at once. */
  begin(run: () => Promise<Uint8Array>): Promise<Uint8Array | 'waiting'> {
    this.answer = run();
    return this.next();
  }

  /** The host asks again. */
  poll(card: CardContext): Promise<Uint8Array | 'waiting'> {
    this.card = card;
    if (this.now() - this.waitsSince >= touchTimeoutMs) return this.end('timeout');
    if (this.pollsLeft > 0) {
      this.pollsLeft -= 1;
      return Promise.resolve('waiting');
    }
    return this.end('given');
  }

  cancel(card: CardContext): Promise<Uint8Array | 'waiting'> {
    this.card = card;
    return this.end('cancelled');
  }

  /** Returns when the card was touched; throws the status of a touch that does not come. */
  async userPresence(): Promise<void> {
    switch (await this.outcome()) {
      case 'given':
        return;
      case 'refused':
        return refuseCtap('CTAP2_ERR_OPERATION_DENIED');
      case 'timeout':
        return refuseCtap('CTAP2_ERR_USER_ACTION_TIMEOUT');
      case 'cancelled':
        return refuseCtap('CTAP2_ERR_KEEPALIVE_CANCEL');
    }
  }

  private outcome(): Promise<TouchOutcome> {
    const touch = this.touch();
    if (touch === 'given' || touch === 'refused') return Promise.resolve(touch);
    if (!this.keepAlives || touch.afterPolls === 0) return Promise.resolve('given');
    // The first keep-alive answers the command itself.
    this.pollsLeft = touch.afterPolls - 1;
    this.waitsSince = this.now();
    const outcome = new Promise<TouchOutcome>((resolve) => (this.touched = resolve));
    this.asks();
    return outcome;
  }

  private end(outcome: TouchOutcome): Promise<Uint8Array | 'waiting'> {
    this.listen();
    this.touched?.(outcome);
    return this.next();
  }

  private next(): Promise<Uint8Array | 'waiting'> {
    return Promise.race([this.answer!, this.asked]);
  }

  private listen(): void {
    this.asked = new Promise((resolve) => (this.asks = () => resolve('waiting')));
  }
}
