/** What an error says about the link to the card. */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { linkCodes } from '@cardwright/contracts/errors/link-codes';

export const isLinkError = (error: unknown): error is CardwrightError =>
  isCardwrightError(error) && linkCodes.has(error.code);

/** The card is there, and has forgotten everything. */
export const isReset = (error: unknown): boolean =>
  isCardwrightError(error, 'CARD_WAS_RESET') || isCardwrightError(error, 'CARD_UNPOWERED');

/** The link itself may be at fault, and so may the length of what it was to carry. */
export const isLinkFailure = (error: unknown): error is CardwrightError =>
  isLinkError(error) && error.details['gone'] !== true && !isReset(error);
