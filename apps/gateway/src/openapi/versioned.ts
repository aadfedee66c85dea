/**
 * Answers that carry the version of what they show (header ETag, RFC 9110 section 8.8.3) and requests that say which version they are a change of (header
 * If-Match, section 13.1.1). The service that keeps the record compares.
 */
import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';

export const etagHeader = {
  ETag: { description: 'The version of what is shown, for the header If-Match', schema: { type: 'string' as const } },
};

export const ifMatchProblems = ['PERSON_VERSION_NEEDED', 'PERSON_CHANGED'] as const satisfies readonly ErrorCode[];

/** Not `required`: without it the answer is 428, which says what to do. */
export const TakesIfMatch = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'if-match',
      required: false,
      description:
        'The ETag of what was looked at. Without it nothing is written (428 PERSON_VERSION_NEEDED); if there is another version by now, neither (412 PERSON_CHANGED). `*` is whatever is there.',
      schema: { type: 'string' },
    }),
  ) as MethodDecorator;

export const etagOf = (version: string): string => `"${version}"`;

const etags = /^\s*(W\/)?"([\x21\x23-\x7e]*)"\s*(?:,|$)/;

/** The versions that If-Match names; null: any. A weak one never matches. Throws PERSON_VERSION_NEEDED, REQUEST_INVALID. */
export function versionsOf(ifMatch: string | undefined): string[] | null {
  if (ifMatch === undefined || ifMatch.trim() === '') throw new CardwrightError('PERSON_VERSION_NEEDED');
  if (ifMatch.trim() === '*') return null;
  const versions: string[] = [];
  for (let rest = ifMatch; rest.trim() !== '';) {
    const [whole, weak, version] = etags.exec(rest) ?? [];
    if (whole === undefined) throw new CardwrightError('REQUEST_INVALID', say('input.if-match'));
    if (weak === undefined) versions.push(version!);
    rest = rest.slice(whole.length);
  }
  return versions;
}
