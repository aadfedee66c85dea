/**
 * CHANGE REFERENCE DATA 80 by the PIN that its holder knows (SP 800-73-5 Part 2 section 3.2.2). What the holder typed as the old PIN is sent
 * once; a value that this card refused for this request is not sent again. Governing documents: design.md 3, faults.md.
 */
import type { PivSession } from '@cardwright/card-session/piv/piv-session';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { isWrongPin, refuseAgain } from './pin.js';
import type { StepContext, StepExecutor, StepOf } from './step.js';

export const changePin: StepExecutor<StepOf<'change-pin'>> = {
  async execute({ from, to, mayBeSet }, context) {
    const { piv, bag, knowledge, refusedPins } = context;
    knowledge.verifiedPin = null;
    knowledge.pin = null;
    const old = bag.get(from);
    const next = bag.get(to);
    try {
      const settled = mayBeSet === true && (await isSet(next, context));
      if (!settled) {
        // Refused before, or the same value as the new one that was just refused.
        await refuseAgain(context, old);
        const { retriesRemaining } = await piv.pinStatus();
        try {
          await piv.changePin(old, next);
        } catch (error) {
          const refused = await whichRefused(error, retriesRemaining, piv);
          if (isWrongPin(refused)) refusedPins.add(old);
          throw refused;
        }
      }
    } catch (error) {
      // They are typed again, whichever of them it was.
      if (isWrongPin(error) || isCardwrightError(error, 'CARD_PIN_REFUSED'))
        for (const name of [from, to]) bag.forget(name);
      throw error;
    }
    knowledge.verifiedPin = to;
    knowledge.pin = to;
    return {};
  },
};

/**
 * Asks the card whether the change that was cut off has come through. It costs a try if it has not, which the change that follows gives back.
 * So it is asked only of a card that has all its tries: one that has fewer did not take a PIN just now. Two are left for the old PIN.
 */
async function isSet(next: Uint8Array, { piv, knowledge, refusedPins }: StepContext): Promise<boolean> {
  const { retriesRemaining } = await piv.pinStatus();
  const { pinTries } = knowledge;
  if (retriesRemaining === null || retriesRemaining < triesNeeded || refusedPins.has(next)) return false;
  if (pinTries !== null && retriesRemaining < pinTries) return false;
  try {
    await piv.verifyPin(next);
    return true;
  } catch (error) {
    if (!isCardwrightError(error, 'CARD_PIN_INCORRECT')) throw error;
    return false;
  }
}
const triesNeeded = 3;

/** Some cards answer a wrong old PIN as they answer a new PIN that they do not like. The tries that are left tell them apart. */
async function whichRefused(error: unknown, before: number | null, piv: PivSession): Promise<unknown> {
  if (!isCardwrightError(error, 'CARD_PIN_REFUSED') || before === null) return error;
  const { retriesRemaining, blocked } = await piv.pinStatus();
  if (retriesRemaining === null || retriesRemaining >= before) return error;
  const code = blocked ? 'CARD_PIN_BLOCKED' : 'CARD_PIN_INCORRECT';
  return new CardwrightError(code, undefined, { ...error.details, retriesRemaining }, error);
}
