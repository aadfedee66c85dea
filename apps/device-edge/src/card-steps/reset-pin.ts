/** RESET RETRY COUNTER 80: a new PIN by the PUK, without spending a try of an unknown PIN. SP 800-73-5 Part 2 section 3.2.3. */
import { prepareNextPin, setNextPin } from './operation-pin.js';
import type { StepExecutor, StepOf } from './step.js';

export const resetPin: StepExecutor<StepOf<'reset-pin'>> = {
  prepare: ({ to }, context) => prepareNextPin(to, context),
  async execute({ puk, to }, context) {
    const { piv, knowledge, bag } = context;
    knowledge.verifiedPin = null;
    await setNextPin(to, context, (pin) => piv.resetPin(bag.get(puk), pin));
    return {};
  },
};
