/** CHANGE REFERENCE DATA 81: the PUK. SP 800-73-5 Part 2 section 3.2.2. */
import type { StepExecutor, StepOf } from './step.js';

export const setPuk: StepExecutor<StepOf<'set-puk'>> = {
  async execute({ from, to }, { piv, bag }) {
    await piv.changePuk(bag.get(from), bag.get(to));
    return {};
  },
};
