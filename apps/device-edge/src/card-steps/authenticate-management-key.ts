/** Second half of the mutual 9B authentication: the vault's answer goes in, the card's response to the vault's challenge comes out. */
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { answerWitness, parseResponse } from '@cardwright/card-protocol/piv/general-authenticate';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StepExecutor, StepOf } from './step.js';

export const authenticateManagementKey: StepExecutor<StepOf<'authenticate-management-key'>> = {
  async execute({ algorithm, witnessAnswerHex, challengeHex }, { card }) {
    try {
      const command = answerWitness(algorithm, fromHex(witnessAnswerHex), fromHex(challengeHex));
      return { responseHex: toHex(parseResponse(await card.send(command))) };
    } catch (error) {
      // 6982 here has one meaning: this is not the card's key.
      if (isCardwrightError(error, 'CARD_SECURITY_STATUS'))
        throw new CardwrightError('CARD_KEY_REJECTED', undefined, {}, error);
      throw error;
    }
  },
};
