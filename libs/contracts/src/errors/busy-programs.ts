/** [A13] Which programs may hold a card: `details.programs` of a CARD_BUSY, from the agent that sees them to the page that names them. Pure. */
import type { ErrorDetails } from './cardwright-error.js';

/** More names help nobody. */
export const busyProgramsMax = 5;
/** The longest name of a process that an operating system gives is shorter. */
const longestName = 64;

/** Names of processes, such as `scdaemon`; empty: none is known, which does not say that there is none. Whatever is no name is left out. */
export function busyPrograms({ details }: { details?: ErrorDetails | undefined }): string[] {
  const programs: unknown = details?.['programs'];
  const listed: unknown[] = Array.isArray(programs) ? programs : [];
  const isName = (each: unknown): each is string =>
    typeof each === 'string' && each !== '' && each.length <= longestName;
  return listed.filter(isName).slice(0, busyProgramsMax);
}
