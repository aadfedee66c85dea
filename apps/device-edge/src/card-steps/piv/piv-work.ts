/** The PIV application of the card during one operation. */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { ApplicationWork, BatchContext, StepRun } from '../step/step.js';
import { CardKnowledge } from './card-knowledge.js';
import { executorOf } from './piv-steps.js';

export class PivWork implements ApplicationWork {
  private readonly knowledge: CardKnowledge;

  constructor(
    readonly session: PivSession,
    image: CardImage,
  ) {
    this.knowledge = new CardKnowledge(image);
  }

  get doubted(): string | undefined {
    return this.knowledge.doubted;
  }

  get isVerified(): boolean {
    return this.knowledge.verifiedPin !== null;
  }

  learn(image: CardImage): void {
    this.knowledge.learn(image);
  }

  forgetShown(): void {
    this.knowledge.verifiedPin = null;
  }

  run(step: CardStep, batch: BatchContext): StepRun {
    const context = { ...batch, piv: this.session, knowledge: this.knowledge };
    const executor = executorOf(step);
    return {
      probe: () => executor.probe?.(step, context) ?? false,
      prepare: async () => (await executor.prepare?.(step, context)) ?? {},
      execute: () => executor.execute(step, context),
    };
  }

  /**
   * An instruction that is not known may be one that the card lacks, or the card was reset and the PIV application is not selected any more:
   * a command that every PIV card has shows which of the two it is.
   */
  async explain(thrown: unknown): Promise<unknown> {
    if (!isCardwrightError(thrown, 'CARD_CAPABILITY_MISSING')) return thrown;
    try {
      await this.session.pinStatus();
      return thrown;
    } catch (error) {
      if (!isCardwrightError(error, 'CARD_CAPABILITY_MISSING') && !isCardwrightError(error, 'CARD_UNEXPECTED_STATUS'))
        return error;
      const { details } = error;
      return new CardwrightError('CARD_SECURITY_STATUS', say('card.piv-not-selected'), details, thrown);
    }
  }
}
