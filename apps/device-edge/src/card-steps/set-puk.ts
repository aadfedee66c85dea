/** CHANGE REFERENCE DATA 81: the PUK. SP 800-73-5 Part 2 section 3.2.2. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StepExecutor, StepOf } from './step.js';

export const setPuk: StepExecutor<StepOf<'set-puk'>> = {
  // A PIN that was reset by it has shown which PUK the card has.
  probe: ({ to }, { knowledge }) => knowledge.puk === to,
  async execute({ from, to, optional }, { piv, bag, knowledge }) {
    const current = knowledge.puk ?? from;
    knowledge.puk = null;
    try {
      await piv.changePuk(bag.get(current), bag.get(to));
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal === undefined) throw error;
      knowledge.puk = current;
      if (optional === true) return { outcome: 'refused' };
      throw refusal;
    }
    knowledge.puk = to;
    return {};
  },
};

/**
 * The card does not change its PUK: no such reference, instruction or right, a rule of its own. Not a wrong PUK and not a blocked one:
 * those are other errors.
 */
const refusals: readonly string[] = ['6A80', '6A81', '6A86', '6A88', '6982', '6985', '6D00'];

function refusalIn(error: unknown): CardwrightError | undefined {
  if (!(error instanceof CardwrightError) || !refusals.includes(String(error.details['sw']))) return undefined;
  return new CardwrightError('CARD_CAPABILITY_MISSING', 'The card does not change its PUK', error.details, error);
}
