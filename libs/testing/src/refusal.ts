/** The refusal of a request, by the REST API as problem details or by a service over NATS as an error: the same fields for specs. */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';

export interface Refusal {
  code: string;
  detail: string;
  /** What to do about it. */
  fix: string;
  details?: Record<string, unknown>;
}

/** Throws when nothing was refused, and what is no refusal of ours. */
export async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const refused = await work.then(
    () => undefined,
    (error: Error & { answer?: Refusal }) => {
      if (error.answer?.code !== undefined) return error.answer;
      if (!isCardwrightError(error)) throw error;
      return { code: error.code, detail: error.message, fix: error.row.fix, details: error.details };
    },
  );
  if (refused === undefined) throw new Error('this was not refused');
  return refused;
}
