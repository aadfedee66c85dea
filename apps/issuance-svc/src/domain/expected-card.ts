/** Checks that the card in the reader is the expected one. */
import { identityText, type CardImage } from '@cardwright/contracts/card/card-image';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';

/**
 * expected: an identity as text. Throws CARD_WRONG_DEVICE, which names the card that is there; details.found is null for a card without an
 * identity.
 */
export function requireIdentity(image: CardImage, expected: string, readerName?: string): void {
  const found = image.identity === null ? null : identityText(image.identity);
  if (found === expected) return;
  const card = found ?? say('reader.no-serial');
  const where =
    readerName === undefined
      ? say('reader.the-reader-holds', { card })
      : say('reader.holds-at', { reader: readerName, card });
  throw wrongDevice(expected, found, where);
}

/** found: the card in the named reader, null for a card that nobody has read yet. foundIn: the reader that holds the expected card. */
export const besideAnother = (expected: string, readerName: string, found: string | null, foundIn: string) =>
  wrongDevice(
    expected,
    found,
    say('reader.beside', { reader: readerName, card: found ?? say('reader.another-card'), foundIn }),
  );

const wrongDevice = (expected: string, found: string | null, where: Sentence): CardwrightError =>
  new CardwrightError('CARD_WRONG_DEVICE', say('reader.expected', { expected, where }), { expected, found });
