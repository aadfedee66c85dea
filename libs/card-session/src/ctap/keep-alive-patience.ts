/**
 * How long one message is waited for while the authenticator says that it has no answer yet. A touch has the authenticator's own limit, about 30 seconds
 * (CTAP 2.1 section 6.1.2 and others); one that has none, or never gets ready, is given up here.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { KeepAlive } from './ctap-link.port.js';

/** All in all for one message, ms. cancelled: after it was told to end it. */
const longestMs = { processing: 30_000, touch: 120_000, cancelled: 10_000 } as const;

export class KeepAlivePatience {
  private readonly spentMs = { processing: 0, touch: 0, cancelled: 0 };
  private isCancelled = false;
  private last: number;

  /** Begins with the message. now: milliseconds, only differences count. */
  constructor(private readonly now: () => number) {
    this.last = now();
  }

  /**
   * At each keep-alive. givenUp: the caller does not wait any more. Returns whether the authenticator is told to end it. Throws CARD_UNRESPONSIVE {keepAlive}, which
   * says what was waited for too long.
   */
  spend(kind: KeepAlive, givenUp: boolean): 'wait' | 'cancel' {
    const now = this.now();
    this.isCancelled ||= givenUp;
    const keepAlive = this.isCancelled ? 'cancelled' : kind;
    this.spentMs[keepAlive] += now - this.last;
    this.last = now;
    const isTooLong = this.spentMs[keepAlive] > longestMs[keepAlive];
    if (isTooLong && keepAlive !== 'touch') throw new CardwrightError('CARD_UNRESPONSIVE', undefined, { keepAlive });
    this.isCancelled ||= isTooLong;
    return this.isCancelled ? 'cancel' : 'wait';
  }
}
