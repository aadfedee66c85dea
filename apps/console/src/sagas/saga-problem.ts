/** Why a saga stopped and what to do about it, in the catalogue's words; where it has none, in the saga's own. */
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Saga } from '../api/types.js';

export function sagaProblem(saga: Saga): { code: string | null; title: string; fix: string | undefined } {
  const code = saga.errorCode ?? saga.stuckReason;
  const row = code !== null && code in errorCatalogue ? errorCatalogue[code as ErrorCode] : undefined;
  return { code, title: row?.title ?? saga.errorMessage ?? saga.sentence, fix: row?.fix };
}
