/** Checks that the card in the reader is the expected one. */
import { identityText, type CardImage } from '@cardwright/contracts/card/card-image';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

/**
 * expected: an identity as text. Throws CARD_WRONG_DEVICE, which names the card that is there; details.found is null for a card without an
 * identity.
 */
export function requireIdentity(image: CardImage, expected: string, readerName?: string): void {
  const found = image.identity === null ? null : identityText(image.identity);
  if (found === expected) return;
  const reader = readerName === undefined ? 'the reader' : `"${readerName}"`;
  throw wrongDevice(expected, found, `${reader} holds ${found ?? 'a card without a serial number'}`);
}

/** found: the card in the named reader, null for a card that nobody has read yet. foundIn: the reader that holds the expected card. */
export const besideAnother = (expected: string, readerName: string, found: string | null, foundIn: string) =>
  wrongDevice(expected, found, `"${readerName}" holds ${found ?? 'another card'}, and it is in "${foundIn}"`);

const wrongDevice = (expected: string, found: string | null, where: string): CardwrightError =>
  new CardwrightError('CARD_WRONG_DEVICE', `The card ${expected} is expected; ${where}`, { expected, found });
