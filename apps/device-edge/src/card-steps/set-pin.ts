/** CHANGE REFERENCE DATA 80: the new PIN replaces the one that the card has. SP 800-73-5 Part 2 section 3.2.2. */
import { prepareNextPin, setNextPin } from './operation-pin.js';
import type { StepExecutor, StepOf } from './step.js';

export const setPin: StepExecutor<StepOf<'set-pin'>> = {
  prepare: ({ to }, context) => prepareNextPin(to, context),
  async execute({ from, to }, context) {
    const { piv, knowledge, bag } = context;
    knowledge.verifiedPin = null;
    knowledge.pin = null;
    await setNextPin(to, context, (pin) => piv.changePin(bag.get(from), pin));
    // The standard sets the security status here; a card that does not is asked again by withPin.
    knowledge.verifiedPin = to;
    knowledge.pin = to;
    return {};
  },
};
