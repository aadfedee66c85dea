/** Steps of the PIN and the PUK (SP 800-73-5 Part 2 sections 3.2.1 to 3.2.3). */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { blockPin } from './block-pin.js';
import { changePin } from './change-pin.js';
import { prepareNextPin, setNextPin } from './operation-pin.js';
import { isWrongPin, refuseAgain, verifyPin } from './pin.js';
import { resetPin } from './reset-pin.js';
import type { StepExecutors } from './step.js';

export const pinSteps = {
  /** Vendor. The card puts PIN and PUK back to their factory values, so this comes before they are set. */
  'set-pin-try-limits': {
    probe: ({ pinTries, pukTries }, { knowledge }) =>
      knowledge.pinTries === pinTries && knowledge.pukTries === pukTries,
    async execute({ pin, pinTries, pukTries }, context) {
      const { piv, knowledge } = context;
      await verifyPin(context, pin);
      knowledge.verifiedPin = null;
      await piv.setPinTries(pinTries, pukTries);
      knowledge.pinTries = pinTries;
      knowledge.pukTries = pukTries;
      return {};
    },
  },

  /** CHANGE REFERENCE DATA 80: the new PIN replaces the one that the card has. */
  'set-pin': {
    prepare: ({ to }, context) => prepareNextPin(to, context),
    async execute({ from, to }, context) {
      const { piv, knowledge, bag } = context;
      knowledge.verifiedPin = null;
      knowledge.pin = null;
      await setNextPin(to, context, (pin) => piv.changePin(bag.get(from), pin));
      // By the standard this sets the security status. For a card that does not, withPin verifies the PIN again.
      knowledge.verifiedPin = to;
      knowledge.pin = to;
      return {};
    },
  },

  'reset-pin': resetPin,

  'change-pin': changePin,

  /**
   * VERIFY 80: the PIN that the card has, and that stays. One try: a refused value is forgotten, and where the person types the same one
   * again it is refused here without costing the card another try. Requirement A12.
   */
  'verify-pin': {
    async execute({ pin }, context) {
      const { bag, refusedPins } = context;
      const value = bag.get(pin);
      try {
        await refuseAgain(context, value);
        await verifyPin(context, pin);
      } catch (error) {
        if (isWrongPin(error)) refusedPins.add(value);
        if (refusedPins.has(value)) bag.forget(pin);
        throw error;
      }
      return {};
    },
  },

  'block-pin': blockPin,

  /** CHANGE REFERENCE DATA 81: the PUK. */
  'set-puk': {
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
  },
} satisfies StepExecutors;

/**
 * The card does not change its PUK: it has no such reference, instruction or right, or a rule of its own forbids it. A wrong or blocked PUK
 * is another error.
 */
const refusals: readonly string[] = ['6A80', '6A81', '6A86', '6A88', '6982', '6985', '6D00'];

function refusalIn(error: unknown): CardwrightError | undefined {
  if (!(error instanceof CardwrightError) || !refusals.includes(String(error.details['sw']))) return undefined;
  return new CardwrightError('CARD_CAPABILITY_MISSING', say('card.puk-unchangeable'), error.details, error);
}
