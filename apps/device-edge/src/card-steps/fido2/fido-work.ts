/** The FIDO application of the card during one operation. */
import { secretsOf, type CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { CtapCardSession } from '@cardwright/card-session/ctap/ctap-card-session';
import { fidoError } from '@cardwright/card-session/ctap/fido-error';
import type { ApplicationWork, BatchContext, StepRun } from '../step/step.js';
import { executorOf } from './fido-steps.js';

export class FidoWork implements ApplicationWork {
  /** No step writes an object. */
  readonly doubted = undefined;
  isVerified = false;

  constructor(readonly session: CtapCardSession) {}

  learn(): void {
    this.forgetShown();
  }

  forgetShown(): void {
    this.isVerified = false;
  }

  run(step: CardStep, batch: BatchContext): StepRun {
    const context = { ...batch, fido: this.session };
    const executor = executorOf(step);
    return {
      probe: () => executor.probe?.(step, context) ?? false,
      prepare: async () => (await executor.prepare?.(step, context)) ?? {},
      execute: async () => {
        const fields = await executor.execute(step, context).catch((error: unknown) => {
          throw fidoError(error);
        });
        this.isVerified ||= secretsOf(step).length > 0;
        return fields;
      },
    };
  }

  /** As with PIV: a command that is not known may be one that the card lacks, or its application is not selected any more. */
  async explain(thrown: unknown): Promise<unknown> {
    const error = fidoError(thrown);
    if (!isCardwrightError(error, 'CARD_CAPABILITY_MISSING') || error.details['sw'] === undefined) return error;
    try {
      await this.session.select();
    } catch {
      return error;
    }
    const { details } = error;
    return new CardwrightError('CARD_SECURITY_STATUS', say('card.fido-not-selected'), details, error);
  }
}
