/** What a card was asked and did not answer, collected while it is read. */
import type { UnansweredQuestion } from '@cardwright/contracts/card/card-image';
import { numberToHex } from '@cardwright/card-protocol/bytes';

/** What the card did not answer, in the order of asking. */
export class Unanswered {
  readonly questions: UnansweredQuestion[] = [];

  /** sw: 9000 where the answer cannot be read. */
  add(subject: string, sw: number): void {
    this.questions.push({ subject, statusHex: numberToHex(sw, 4) });
  }
}
