/**
 * Calls that PC/SC answers only once another program has finished with the card of one reader. Each blocks a thread of the process, and there
 * are few of them: nothing more is begun for a reader while a call that was given up still waits.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';

/** Programs work on a card for a second or two at a time; one that takes longer is named to the person. */
const limitMs = 10_000;

export class PcscWait {
  private givenUp = false;

  constructor(private readonly readerName: string) {}

  /**
   * Rejects as the call does; with CARD_BUSY when it takes too long, or when an earlier one does. late: what to do with what comes of a call
   * that was given up.
   */
  async for<Got>(call: () => Promise<Got>, late: (coming: Promise<Got>) => Promise<unknown>): Promise<Got> {
    if (this.givenUp) throw this.busy();
    const coming = call();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<'limit'>((resolve) => (timer = setTimeout(() => resolve('limit'), limitMs)));
    try {
      const first = await Promise.race([coming.then((got) => ({ got })), limit]);
      if (first !== 'limit') return first.got;
    } finally {
      clearTimeout(timer);
    }
    this.givenUp = true;
    void late(coming)
      .catch(() => undefined)
      .then(() => (this.givenUp = false));
    throw this.busy();
  }

  private busy(): CardwrightError {
    const { readerName } = this;
    return new CardwrightError('CARD_BUSY', say('card.not-let-go'), { readerName, sent: false });
  }
}
