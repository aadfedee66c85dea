/** Second half of the mutual 9B authentication: the vault's answer goes in, the card's response to the vault's challenge comes out. */
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import type { StepExecutor, StepOf } from './step.js';

export const authenticateManagementKey: StepExecutor<StepOf<'authenticate-management-key'>> = {
  async execute({ algorithm, witnessAnswerHex, challengeHex }, { piv }) {
    const response = await piv.answerWitness(algorithm, fromHex(witnessAnswerHex), fromHex(challengeHex));
    return { responseHex: toHex(response) };
  },
};
