/** First half of the mutual 9B authentication; always last in a batch, because the answer comes from the vault. */
import { toHex } from '@cardwright/card-protocol/bytes';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StepExecutor, StepOf } from './step.js';

export const requestWitness: StepExecutor<StepOf<'request-witness'>> = {
  async execute(step, { piv, knowledge }) {
    const algorithm = step.algorithm ?? knowledge.managementKeyAlgorithm;
    if (algorithm === null)
      throw new CardwrightError(
        knowledge.managementKeyUnanswered ? 'CARD_UNEXPECTED_STATUS' : 'CARD_UNSUPPORTED',
        'The card does not say of which algorithm its management key is',
      );
    return { witnessHex: toHex(await piv.requestWitness(algorithm)) };
  },
};
