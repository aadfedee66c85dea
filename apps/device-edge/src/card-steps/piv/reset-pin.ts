/** RESET RETRY COUNTER 80: a new PIN by the PUK, without spending a try of an unknown PIN. SP 800-73-5 Part 2 section 3.2.3. */
import { bytesEqual } from '@cardwright/card-protocol/bytes';
import { referenceData } from '@cardwright/card-protocol/piv/pin-format';
import type { Metadata } from '@cardwright/card-protocol/piv/vendor-extensions';
import type { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { prepareNextPin, setNextPin } from './operation-pin.js';
import { refusalOf } from '../step/refusal.js';
import type { StepContext, StepExecutor, StepOf } from './step.js';

export const resetPin: StepExecutor<StepOf<'reset-pin'>> = {
  prepare: ({ to }, context) => prepareNextPin(to, context),
  async execute({ puk, to, elsePuk }, context) {
    const { knowledge } = context;
    knowledge.verifiedPin = null;
    knowledge.pin = null;
    knowledge.puk = null;
    await setNextPin(to, context, async (pin) => {
      knowledge.puk = await resetByEither(context, pin, puk, elsePuk);
    });
    knowledge.pin = to;
    return {};
  },
};

/** Two tries are always left for people: a second PUK is presented only while that many remain, and never the same value again. */
const triesLeft = 2;

/**
 * Answers which PUK the card has. Throws CARD_PUK_INCORRECT {retriesRemaining}, CARD_PUK_BLOCKED. details.puk of an error: the one that was
 * wrong, so that a later attempt does not present it again; absent where both were.
 */
async function resetByEither(
  context: StepContext,
  pin: Uint8Array,
  puk: SecretName,
  elsePuk: SecretName | undefined,
): Promise<SecretName> {
  const { piv, bag } = context;
  const resetBy = async (name: SecretName): Promise<void> => {
    try {
      await piv.resetPin(bag.get(name), pin);
    } catch (error) {
      throw await withoutDoubt(error, piv);
    }
  };
  try {
    await resetBy(puk);
    return puk;
  } catch (error) {
    if (!isCardwrightError(error, 'CARD_PUK_INCORRECT') || doubtful(error)) throw error;
    error.details['puk'] = puk;
    if (elsePuk === undefined) throw error;
    const remaining = error.details['retriesRemaining'];
    if (typeof remaining !== 'number' || remaining < triesLeft || bytesEqual(bag.get(puk), bag.get(elsePuk)))
      throw error;
    try {
      await resetBy(elsePuk);
    } catch (second) {
      // The card was pulled, for one. The first was wrong all the same.
      if (
        second instanceof CardwrightError &&
        second.code !== 'CARD_PUK_INCORRECT' &&
        second.code !== 'CARD_PUK_BLOCKED'
      )
        second.details['puk'] = puk;
      throw second;
    }
    return elsePuk;
  }
}

/**
 * 6982 stands in no standard here: cards say it of a new PIN that breaks a rule of theirs, and others may say it of a wrong PUK. After
 * CARD_PIN_REFUSED the PUK is sent again without anybody's word, so the card must show that it has all its tries.
 */
async function withoutDoubt(error: unknown, piv: PivSession): Promise<unknown> {
  if (!isCardwrightError(error, 'CARD_PIN_REFUSED') || !doubtful(error)) return error;
  const { details } = error;
  const { retriesRemaining, retriesTotal } = await triesOfPuk(piv);
  if (retriesRemaining === undefined)
    return new CardwrightError('CARD_UNEXPECTED_STATUS', say('card.refuses-pin-or-puk'), details, error);
  if (retriesRemaining === retriesTotal) return error;
  return new CardwrightError('CARD_PUK_INCORRECT', undefined, { ...details, retriesRemaining }, error);
}

const doubtful = ({ details }: CardwrightError): boolean => details['sw'] === '6982';

/** Empty if the card does not report its PUK tries. */
async function triesOfPuk(piv: PivSession): Promise<Pick<Metadata, 'retriesRemaining' | 'retriesTotal'>> {
  try {
    return await piv.getMetadata(referenceData.puk);
  } catch (error) {
    if (refusalOf(error) === undefined) throw error;
    return {};
  }
}
