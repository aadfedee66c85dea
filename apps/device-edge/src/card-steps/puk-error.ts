/** A refused PUK is not a refused PIN: the same status word (63Cx) means another thing to whoever reads the code. */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';

export async function asPukError<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer;
  } catch (error) {
    if (!isCardwrightError(error, 'CARD_PIN_INCORRECT')) throw error;
    throw new CardwrightError('CARD_PUK_INCORRECT', undefined, error.details, error);
  }
}
