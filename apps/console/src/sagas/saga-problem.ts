/** Why a saga stopped and what to do about it, in the catalogue's words; where it has none, in the saga's own. */
import type { Saga } from '../api/types.js';
import { errorWords } from '../ui/error-title.js';

/** Their messages say which card is expected, and which are in the readers. */
const sayWhich: readonly (string | null)[] = ['CARD_ABSENT', 'CARD_WRONG_DEVICE'];

export function sagaProblem(saga: Saga): {
  code: string | null;
  title: string;
  /** What is there instead, for whoever helps. */
  found: string | null;
  fix: string | undefined;
} {
  const code = saga.errorCode ?? saga.stuckReason;
  const row = errorWords(code);
  const found = sayWhich.includes(code) ? saga.errorMessage : null;
  return { code, found, title: row?.title ?? saga.errorMessage ?? saga.sentence, fix: row?.fix };
}
