/** A refused PUK is not a refused PIN: the same status words (63Cx, 6983) mean another thing to whoever reads the code. */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';

export async function asPukError<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer;
  } catch (error) {
    if (isCardwrightError(error, 'CARD_PIN_BLOCKED'))
      throw new CardwrightError('CARD_PUK_BLOCKED', undefined, error.details, error);
    if (isCardwrightError(error, 'CARD_PIN_INCORRECT'))
      throw new CardwrightError('CARD_PUK_INCORRECT', undefined, error.details, error);
    throw error;
  }
}
