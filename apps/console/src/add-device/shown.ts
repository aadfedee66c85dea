/** What the step Check Device shows, as whoever helps is told it. Pure, no React. */
import type { ToldStep, WizardSays } from '@cardwright/contracts/access/wizard-step';
import type { Candidate } from './candidates.js';

export type Shown = Pick<ToldStep, 'says' | 'problem'>;

/** undefined: it is still being looked at. Of several cards that cannot be added, none is said: the page asks for another one. */
export function saysOf(
  readers: number | undefined,
  candidates: readonly Candidate[],
  starting: boolean,
): WizardSays | undefined {
  if (starting) return 'starting';
  if (readers === 0) return 'no-reader';
  if (readers === undefined || candidates.some(({ verdict }) => verdict === null)) return undefined;
  const verdicts = candidates.flatMap(({ verdict }) => verdict ?? []);
  if (verdicts.some(({ can }) => can === 'add')) return 'choose';
  const [only] = verdicts;
  return verdicts.length === 1 && only?.can === 'not' ? only.why : 'insert';
}
