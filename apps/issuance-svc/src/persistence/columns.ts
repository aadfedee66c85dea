/**
 * Column helpers. Postgres hands bigint over as text because it may not fit a JavaScript number; ours (revisions,
 * fencing tokens, sequences) stay far below 2^53, so they travel as numbers.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { ValueTransformer } from 'typeorm';

export const bigintAsNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

export const schemaName = 'issuance';

/** Throws REQUEST_INVALID where there is no such time: 30 February. */
export function timeOf(text: string, field: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== text.slice(0, 10))
    throw new CardwrightError('REQUEST_INVALID', say('input.no-such-time'), { field });
  return time;
}
