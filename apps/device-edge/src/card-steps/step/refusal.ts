/** A refusal by a status word after which the caller can continue: the link works, no secret was wrong, and the card is not full. */
import type { StepResult } from '@cardwright/contracts/card/card-step';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';

const codes = ['CARD_UNEXPECTED_STATUS', 'CARD_OBJECT_NOT_FOUND', 'CARD_CAPABILITY_MISSING'] as const;

/** undefined for any other failure. */
export function refusalOf(error: unknown): StepResult['refused'] {
  if (!codes.some((code) => isCardwrightError(error, code)) || !isCardwrightError(error)) return undefined;
  const { sw } = error.details;
  return typeof sw === 'string' ? { statusHex: sw } : undefined;
}
