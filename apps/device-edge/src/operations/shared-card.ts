/**
 * A card that another program has open too, for as long as one operation works on it. Each batch has a turn, in which nobody else reaches the
 * card; what follows within a moment goes on in the same turn, because witness, PIN and 9B status would not outlive it. While a person is
 * waited for, the other program may work. The card is reset before anybody else reaches it and again when it is taken back, so that neither
 * side can use what the other has shown it, and it is read again: what another program has changed meanwhile is not worked on.
 * Requirement A13.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { rowOf, type CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { contentOf } from './image-content.js';
import type { CardTurns } from '@cardwright/card-session/card-transport.port';

/** How long a turn lasts without a batch. */
export interface TurnPauses {
  /** The next batch comes by itself, or the next is a person. */
  usualMs: number;
  /** The PIN was verified. What comes now are the batches between which a CA signs; the holder is not asked again if they go on in one turn. */
  verifiedMs: number;
}

const usualPauses: TurnPauses = { usualMs: 3_000, verifiedMs: 60_000 };

export class SharedCard {
  private held = true;
  private ending: NodeJS.Timeout | undefined;
  private verified = false;

  constructor(
    private readonly turns: CardTurns,
    private readonly card: { readerName: string; image: CardImage; readAgain: () => Promise<CardImage> },
    private readonly pauses: TurnPauses = usualPauses,
  ) {}

  /**
   * Before a batch. Answers the image if the card was read again. Rejects with CARD_BUSY, with link codes, and with CARD_WAS_RESET where the
   * batch goes on with what is gone, or the card is not as it was planned for; nothing was sent then but reads.
   */
  async take(first: CardStep | undefined): Promise<CardImage | undefined> {
    clearTimeout(this.ending);
    if (this.held) return undefined;
    const { readerName, image, readAgain } = this.card;
    if (this.verified || (first !== undefined && rowOf(first).continues === true))
      throw new CardwrightError('CARD_WAS_RESET', say('card.given-away'), {
        readerName,
        sent: false,
      });
    await this.turns.begin();
    this.held = true;
    const now = await readAgain();
    if (contentOf(now) !== contentOf(image))
      throw new CardwrightError('CARD_WAS_RESET', say('card.changed-by-other'), {
        readerName,
        sent: false,
      });
    return now;
  }

  /** After a batch. verified: the holder's PIN was shown to the card in this session. */
  rest(verified: boolean): void {
    this.verified ||= verified;
    clearTimeout(this.ending);
    this.ending = setTimeout(
      () => {
        this.held = false;
        void this.turns.end('reset');
      },
      this.verified ? this.pauses.verifiedMs : this.pauses.usualMs,
    );
    this.ending.unref();
  }

  close(): void {
    clearTimeout(this.ending);
  }
}
