/**
 * The result of a search for one card among the readers of a workstation, as an error: which card is where, and which reader could not be
 * read. Pure.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say, errorWords } from '@cardwright/contracts/words/say';

/**
 * A reader that was looked at in vain: another card is in it (null: one without an identity), which a request of ours may be at work on
 * (heldBy), or it could not be read.
 */
export type LookedAt = { readerName: string } & (
  | { identityText: string | null; heldBy?: string; error?: undefined }
  | { error: CardwrightError; identityText?: undefined; heldBy?: undefined }
);

/** hint: the reader that was named for the card. */
interface Places {
  hint: string | undefined;
  empty: readonly string[];
}

/**
 * expected: the identity that was looked for. If a reader could not be read, the card may be in it. The answer is then the reason why it could
 * not be read, if no other card was found or if it is the named reader. If the named reader is empty, the card is absent, and cards in other
 * readers do not matter. Any other card in the named reader is a wrong card. A card that a request of ours is at work on is nobody's mistake:
 * it is no wrong card, and only who has no other reader waits for it.
 */
export function notFound(expected: string, { hint, empty }: Places, looked: readonly LookedAt[]): CardwrightError {
  const failures = looked.filter((each) => each.error !== undefined);
  // The card was found, but cannot be used where it is.
  const unusable = failures.find(({ error }) => error.code === 'CARD_INTERFACE_UNSUPPORTED');
  if (unusable !== undefined) return unusable.error;
  const named = failures.find(({ readerName }) => readerName === hint);
  if (named !== undefined) return named.error;
  const others = looked.filter((each) => each.error === undefined);
  const found = others.filter(({ heldBy }) => heldBy === undefined);
  const atWork = others.filter(({ heldBy }) => heldBy !== undefined);
  const where = looked.map(sentenceOf);
  const inWork = ({ readerName, heldBy }: LookedAt): CardwrightError =>
    new CardwrightError('CARD_IN_WORK', say('reader.expected', { expected, where }), { expected, readerName, heldBy });
  const absent = (place: Sentence, details: object): CardwrightError => {
    const message =
      where.length === 0
        ? say('reader.nowhere', { place, expected })
        : say('reader.nowhere-others', { place, expected, where });
    return new CardwrightError('CARD_ABSENT', message, { expected, ...details });
  };
  const namedAtWork = atWork.find(({ readerName }) => readerName === hint);
  if (namedAtWork !== undefined) return inWork(namedAtWork);
  if (found.length === 0 && failures.length > 0) return failures[0]!.error;
  if (others.length === 0) return absent(say('reader.any'), {});
  if (hint !== undefined && empty.includes(hint)) {
    const elsewhere = others.map(({ readerName, identityText }) => ({ readerName, identityText }));
    return absent(say('reader.named', { reader: hint }), { readerName: hint, elsewhere });
  }
  if (found.length === 0) return empty.length > 0 ? absent(say('reader.none-free'), {}) : inWork(atWork[0]!);
  return new CardwrightError('CARD_WRONG_DEVICE', say('reader.expected', { expected, where }), {
    expected,
    found: found.flatMap(({ identityText }) => identityText ?? []),
    readers: found.map(({ readerName, identityText }) => ({ readerName, identityText })),
    notRead: failures.map(({ readerName, error }) => ({ readerName, code: error.code })),
  });
}

export const unresponsive = (readerName: string): CardwrightError =>
  new CardwrightError('CARD_UNRESPONSIVE', undefined, { readerName });

function sentenceOf({ readerName, identityText, heldBy, error }: LookedAt): Sentence {
  if (error !== undefined) return say('reader.not-read', { reader: readerName, error: errorWords(error) });
  if (heldBy !== undefined) return say('reader.other-work', { reader: readerName, card: String(identityText) });
  return say('reader.holds-at', { reader: readerName, card: identityText ?? say('reader.no-identity') });
}
