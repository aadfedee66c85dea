/**
 * The result of a search for one card among the readers of a workstation, as an error: which card is where, and which reader could not be
 * read. Pure.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

/** A reader that was looked at in vain: another card is in it (null: one without an identity), or it could not be read. */
export type LookedAt = { readerName: string } & (
  { identityText: string | null; error?: undefined } | { error: CardwrightError; identityText?: undefined }
);

/**
 * expected: the identity that was looked for. hint: the reader that was named for it. If a reader could not be read, the card may be in it.
 * The answer is then the reason why it could not be read, if no other card was found or if it is the named reader. If the named reader is
 * empty, the card is absent, and cards in other readers do not matter. Any other card in the named reader is a wrong card.
 */
export function notFound(
  expected: string,
  hint: { readerName: string; empty: boolean } | undefined,
  looked: readonly LookedAt[],
): CardwrightError {
  const failures = looked.filter((each) => each.error !== undefined);
  // The card was found, but cannot be used where it is.
  const unusable = failures.find(({ error }) => error.code === 'CARD_INTERFACE_UNSUPPORTED');
  if (unusable !== undefined) return unusable.error;
  const named = failures.find(({ readerName }) => readerName === hint?.readerName);
  const found = looked.filter((each) => each.error === undefined);
  if (named !== undefined) return named.error;
  if (found.length === 0 && failures.length > 0) return failures[0]!.error;
  if (found.length === 0)
    return new CardwrightError('CARD_ABSENT', `No card is in a reader of this workstation; ${expected} is expected`, {
      expected,
    });
  const where = looked.map(sentenceOf).join(', ');
  const readers = found.map(({ readerName, identityText }) => ({ readerName, identityText }));
  if (hint?.empty === true)
    return new CardwrightError('CARD_ABSENT', `No card is in "${hint.readerName}"; ${expected} is expected, ${where}`, {
      expected,
      readerName: hint.readerName,
      elsewhere: readers,
    });
  return new CardwrightError('CARD_WRONG_DEVICE', `The card ${expected} is expected; ${where}`, {
    expected,
    found: found.flatMap(({ identityText }) => identityText ?? []),
    readers,
    notRead: failures.map(({ readerName, error }) => ({ readerName, code: error.code })),
  });
}

export const unresponsive = (readerName: string): CardwrightError =>
  new CardwrightError('CARD_UNRESPONSIVE', undefined, { readerName });

function sentenceOf({ readerName, identityText, error }: LookedAt): string {
  if (error !== undefined) return `"${readerName}" could not be read (${error.message})`;
  return `"${readerName}" holds ${identityText ?? 'a card without an identity'}`;
}
