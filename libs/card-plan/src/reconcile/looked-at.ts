/**
 * Whether a reading of a card can show that a finding is gone. It cannot if the card did not answer the question that the finding is about.
 * Pure.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { Finding } from '@cardwright/contracts/card/findings';
import { keyReferences } from '@cardwright/card-protocol/piv/key-reference';
import { numberToHex } from '@cardwright/card-protocol/bytes';

const certificateTags: ReadonlyMap<string, string> = new Map(
  keyReferences.flatMap(({ reference, certificateTag }) =>
    certificateTag === undefined ? [] : [[numberToHex(reference), numberToHex(certificateTag)]],
  ),
);

export function wasAnswered(
  { subject }: Pick<Finding, 'subject'>,
  { unanswered }: Pick<CardImage, 'unanswered'>,
): boolean {
  if (unanswered === undefined || unanswered.length === 0) return true;
  // About the card as a whole: any silence may hide what it is about.
  if (subject === 'card') return false;
  // A CHUID's findings are about one of its fields: `5FC102 GUID`.
  const [about = subject] = subject.split(' ');
  const asked = new Set([about, certificateTags.get(about)]);
  return !unanswered.some((question) => asked.has(question.subject));
}
