/** Vendor: new try limits. The card puts PIN and PUK back to their factory values, so this comes before they are set. */
import { verifyPin } from './pin.js';
import type { StepExecutor, StepOf } from './step.js';

export const setPinTryLimits: StepExecutor<StepOf<'set-pin-try-limits'>> = {
  probe: ({ pinTries, pukTries }, { knowledge }) => knowledge.pinTries === pinTries && knowledge.pukTries === pukTries,
  async execute({ pin, pinTries, pukTries }, context) {
    const { piv, knowledge } = context;
    await verifyPin(context, pin);
    knowledge.verifiedPin = null;
    await piv.setPinTries(pinTries, pukTries);
    knowledge.pinTries = pinTries;
    knowledge.pukTries = pukTries;
    return {};
  },
};
