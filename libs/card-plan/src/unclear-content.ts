/**
 * Content of a card that cannot be read, and questions that the card did not answer. Neither counts as "not there". A plan keeps unreadable
 * content unless it writes over it, and says in words what it does with it. Pure.
 */
import type { CardImage, DataObjectImage } from '@cardwright/contracts/card/card-image';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { certificateTagHex } from './key-reference-tags.js';

/** A row of a planned step's tags: what is written, or erased. */
export interface UnclearInput {
  image: Pick<CardImage, 'dataObjects' | 'unanswered'>;
  /** Tags that the plan writes. */
  written: ReadonlySet<string>;
  /** Tags that the plan erases. */
  erased?: ReadonlySet<string>;
}

/** One sentence for each; empty for a card that answered everything, with content that can be read. */
export function unclearContent({ image, written, erased = new Set() }: UnclearInput): Sentence[] {
  const unreadable = image.dataObjects.filter((object) => object.unreadable === true);
  return [
    ...unreadable.map(({ tagHex: tag }) =>
      say(`plan.unreadable-${written.has(tag) ? 'written' : erased.has(tag) ? 'erased' : 'kept'}`, { tag }),
    ),
    ...(image.unanswered ?? []).map(({ subject, statusHex: status }) =>
      say(written.has(subject) ? 'plan.unanswered-written' : 'plan.unanswered', {
        question: questionAbout(subject),
        status,
      }),
    ),
  ];
}

/** `whether data object 5FC105 is on it`. */
export function questionAbout(subject: string): Sentence {
  if (subject === 'version' || subject === 'serial') return say(`finding.asked-${subject}`);
  if (subject === 'PIN' || subject === 'PUK') return say('finding.asked-tries', { secret: subject });
  if (subject === '9B') return say('finding.asked-algorithm');
  return subject.length === 2 && subject !== '7E'
    ? say('finding.asked-key', { key: subject })
    : say('finding.asked-object', { tag: subject });
}

/** True if the certificate object of this key reference may have content: its bytes cannot be read, or the card did not answer. */
export const isUnclearCertificate = (
  image: Pick<CardImage, 'dataObjects' | 'unanswered'>,
  keyReference: KeyReferenceName,
): boolean => {
  const tag = certificateTagHex(keyReference);
  return isUnreadable(image.dataObjects, tag) || isUnanswered(image, tag);
};

export const isUnreadable = (objects: readonly DataObjectImage[], tagHex: string): boolean =>
  objects.some((object) => object.tagHex === tagHex && object.unreadable === true);

export const isUnanswered = ({ unanswered }: Pick<CardImage, 'unanswered'>, subject: string): boolean =>
  unanswered?.some((question) => question.subject === subject) === true;
