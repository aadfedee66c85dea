/** Steps of the management key (9B), and those of the card as a whole. */
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { readCardImage } from '@cardwright/card-session/piv/card-image';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { StepExecutors } from './step.js';
import { vendorReset } from './vendor-reset.js';

export const managementSteps = {
  /** First half of the mutual authentication. */
  'request-witness': {
    async execute(step, { piv, knowledge }) {
      const algorithm = step.algorithm ?? knowledge.managementKeyAlgorithm;
      if (algorithm === null)
        throw new CardwrightError(
          knowledge.managementKeyUnanswered ? 'CARD_UNEXPECTED_STATUS' : 'CARD_UNSUPPORTED',
          say('record.management-algorithm'),
        );
      return { witnessHex: toHex(await piv.requestWitness(algorithm)) };
    },
  },

  /** Second half: the vault's answer goes in, the card's response to the vault's challenge comes out. */
  'authenticate-management-key': {
    async execute({ algorithm, witnessAnswerHex, challengeHex }, { piv }) {
      const response = await piv.answerWitness(algorithm, fromHex(witnessAnswerHex), fromHex(challengeHex));
      return { responseHex: toHex(response) };
    },
  },

  /** Vendor. The new key is confirmed by the next batch, which authenticates with it (two-phase, design.md 3). */
  'set-management-key': {
    async execute({ algorithm, to }, { piv, bag, knowledge }) {
      await piv.setManagementKey(algorithm, bag.get(to));
      knowledge.managementKeyAlgorithm = algorithm;
      return {};
    },
  },

  'vendor-reset': vendorReset,

  /** Reads the whole card anew; what was known of it is replaced. */
  'read-image': {
    async execute(_step, { piv, knowledge }) {
      const image = await readCardImage(piv);
      knowledge.learn(image);
      return { image };
    },
  },
} satisfies StepExecutors;
