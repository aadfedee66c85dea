/** What one check of the agent's doctor found. */
import type { DoctorFinding } from '@cardwright/contracts/workstation/diagnosis';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { doctorChecks } from '@cardwright/contracts/words/doctor.table';
import { errorWords, say } from '@cardwright/contracts/words/say';
import type { Sentence } from '@cardwright/contracts/said';

export type Finding = DoctorFinding;

type Checks = typeof doctorChecks;
/** What is looked at, by its English name. */
export type CheckName = Checks[keyof Checks]['en'];
const codes = new Map(Object.entries(doctorChecks).map(([code, { en }]): [string, string] => [en, code]));

/** check: by its name, or in words where the name has a value. */
export function finding(
  check: CheckName | Sentence,
  state: Finding['state'],
  found: Sentence,
  fix?: Sentence,
): Finding {
  const looked: Sentence = typeof check === 'string' ? { text: check, said: { code: codes.get(check)! } } : check;
  return {
    ...{ check: looked.text, state, found: found.text },
    ...(fix && { fix: fix.text }),
    said: { check: looked.said, found: found.said, ...(fix && { fix: fix.said }) },
  };
}

/** What an error says. The words of Node and of libraries are English; they name what is to be looked for. */
export function failureWords(error: unknown): Sentence {
  if (error instanceof CardwrightError) return errorWords(error);
  return error instanceof Error ? say('doctor.words', { words: error.message }) : say('doctor.unknown-failure');
}
