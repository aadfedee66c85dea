/** RESET RETRY COUNTER 80: a new PIN by the PUK, without spending a try of an unknown PIN. SP 800-73-5 Part 2 section 3.2.3. */
import { referenceData } from '@cardwright/card-protocol/piv/pin-format';
import type { Metadata } from '@cardwright/card-protocol/piv/vendor-extensions';
import type { PivSession } from '@cardwright/card-session/piv-session';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { prepareNextPin, setNextPin } from './operation-pin.js';
import { refusalOf } from './refusal.js';
import type { StepExecutor, StepOf } from './step.js';

export const resetPin: StepExecutor<StepOf<'reset-pin'>> = {
  prepare: ({ to }, context) => prepareNextPin(to, context),
  async execute({ puk, to }, context) {
    const { piv, knowledge, bag } = context;
    knowledge.verifiedPin = null;
    await setNextPin(to, context, async (pin) => {
      try {
        await piv.resetPin(bag.get(puk), pin);
      } catch (error) {
        throw await withoutDoubt(error, piv);
      }
    });
    return {};
  },
};

/**
 * 6982 stands in no standard here: cards say it of a new PIN that breaks a rule of theirs, and others may say it of a wrong PUK. After
 * CARD_PIN_REFUSED the PUK is sent again without anybody's word, so the card must show that it has all its tries.
 */
async function withoutDoubt(error: unknown, piv: PivSession): Promise<unknown> {
  if (!isCardwrightError(error, 'CARD_PIN_REFUSED') || error.details['sw'] !== '6982') return error;
  const { details } = error;
  const { retriesRemaining, retriesTotal } = await triesOfPuk(piv);
  if (retriesRemaining === undefined)
    return new CardwrightError(
      'CARD_UNEXPECTED_STATUS',
      'The card answered 6982: it refuses the new PIN, or the PUK',
      details,
      error,
    );
  if (retriesRemaining === retriesTotal) return error;
  return new CardwrightError('CARD_PUK_INCORRECT', undefined, { ...details, retriesRemaining }, error);
}

/** Empty where the card does not tell. */
async function triesOfPuk(piv: PivSession): Promise<Pick<Metadata, 'retriesRemaining' | 'retriesTotal'>> {
  try {
    return await piv.getMetadata(referenceData.puk);
  } catch (error) {
    if (refusalOf(error) === undefined) throw error;
    return {};
  }
}
