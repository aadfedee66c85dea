/**
 * VERIFY 80: the PIN that the card has, and that stays. One try: a refused value is forgotten, and where the person types the same one
 * again it is refused here without costing the card another try. SP 800-73-5 Part 2 section 3.2.1, requirement A12.
 */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { verifyPin as verify } from './pin.js';
import type { StepExecutor, StepOf } from './step.js';

export const verifyPin: StepExecutor<StepOf<'verify-pin'>> = {
  async execute({ pin }, context) {
    const { bag, piv, refusedPins } = context;
    if (refusedPins.has(bag.get(pin))) {
      bag.forget(pin);
      // The empty VERIFY that asks how many tries are left costs none.
      const { retriesRemaining } = await piv.pinStatus();
      throw new CardwrightError('CARD_PIN_INCORRECT', undefined, { retriesRemaining, sent: false });
    }
    try {
      await verify(context, pin);
    } catch (error) {
      if (isCardwrightError(error, 'CARD_PIN_INCORRECT') || isCardwrightError(error, 'CARD_PIN_BLOCKED')) {
        refusedPins.add(bag.get(pin));
        bag.forget(pin);
      }
      throw error;
    }
    return {};
  },
};
