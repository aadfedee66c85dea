/**
 * What a failed request throws: the gateway's problem details (RFC 9457), or one of our own codes when no answer came. Text for
 * people comes from the gateway; here nothing is guessed from it.
 */
import { problemText } from './problem.text.js';
import type { Problem } from './types.js';

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly at = new Date().toISOString();

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
  get code(): string {
    return this.problem.code;
  }
  get status(): number {
    return this.problem.status;
  }
}

export const isProblem = (error: unknown, code?: string): error is ApiProblem =>
  error instanceof ApiProblem && (code === undefined || error.code === code);

/**
 * The PIN came too late for its key, and the card is being opened again. The person cannot type a PIN until the saga waits with another
 * key.
 */
export const isReopening = (error: unknown): boolean =>
  isProblem(error, 'PIN_KEY_EXPIRED') && error.problem.details?.['reopening'] === true;

/** Any error as a problem, so that every error state can show the same facts. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (hasCode(error)) return made(error.code, error.message, '', 0);
  const { detail, fix } = problemText().broken;
  return made('INTERNAL', detail, fix, 0);
}

/** The browser could not reach the gateway at all. */
export function unreachable(): ApiProblem {
  const { detail, fix } = problemText().offline;
  return made('CONSOLE_OFFLINE', detail, fix, 0);
}

/** An answer that is not a problem document, from something between us and the gateway. */
export function strangeAnswer(status: number): ApiProblem {
  const { detail, fix } = problemText().strange;
  return made('CONSOLE_STRANGE_ANSWER', detail(status), fix, status);
}

const hasCode = (error: unknown): error is { code: string; message: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

const made = (code: string, detail: string, fix: string, status: number): ApiProblem =>
  new ApiProblem({
    type: `urn:cardwright:error:${code}`,
    title: detail,
    detail,
    fix,
    status,
    code,
    instance: location.pathname,
    correlationId: '',
  } as Problem);
