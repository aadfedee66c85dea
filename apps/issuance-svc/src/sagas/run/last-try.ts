/** The last try of a PIN that its holder types: it is never used without a person's consent (A12), whichever saga asks for the PIN. */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';

/**
 * Sends the PIN to the card. Throws CARD_PIN_INCORRECT while more than one try is left, and CARD_PIN_LAST_TRY when one is left, so that the person who
 * retries knows it.
 */
export async function keepingLastTry<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (isCardwrightError(error, 'CARD_PIN_INCORRECT') && error.details['retriesRemaining'] === 1)
      throw new CardwrightError('CARD_PIN_LAST_TRY', undefined, error.details, error);
    throw error;
  }
}
