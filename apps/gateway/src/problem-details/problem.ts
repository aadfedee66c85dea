/**
 * Turns any error into problem details (RFC 9457). Pure: no request object, no logging. What a row of the catalogue does
 * not expose, and every error that is not ours, leaves as its code's title alone.
 */
import { HttpException } from '@nestjs/common';
import { CardwrightError, type ErrorDetails } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { errorsInGerman } from '@cardwright/contracts/words/errors.de';
import { inGerman } from '@cardwright/contracts/words/in-german';
import { errorTitleOf, saidBy } from '@cardwright/contracts/words/say';
import { inLanguage } from '../words/in-language.js';
import type { ReaderLanguage } from '../words/reader-language.js';

export interface Problem {
  /** `urn:cardwright:error:<code>`; docs/error-codes.md explains each. */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Path of the request, without its query. */
  instance: string;
  code: ErrorCode;
  /** What the reader can do about it. */
  fix: string;
  correlationId: string;
  details?: ErrorDetails;
}

/** Whose title, detail and fix are in this language. */
function problemIn(error: CardwrightError, language: ReaderLanguage): Pick<Problem, 'title' | 'detail' | 'fix'> {
  const { row, code } = error;
  const message = row.exposeMessage ? error.message : row.title;
  if (language === 'en') return { title: row.title, detail: message, fix: row.fix };
  const [title, fix] = errorsInGerman[code];
  const said = row.exposeMessage ? saidBy(error) : errorTitleOf(code).said;
  // Words that have no code yet are English, and what they are about is said first.
  const detail = (said && inGerman(said)) ?? `${title} – ${message}`;
  return { title, detail, fix };
}

/** Errors that Nest and Fastify raise by themselves before or around a handler. */
const codeOfStatus: Partial<Record<number, ErrorCode>> = {
  400: 'REQUEST_MALFORMED',
  401: 'AUTH_REQUIRED',
  403: 'AUTH_FORBIDDEN',
  404: 'REQUEST_NOT_FOUND',
  405: 'REQUEST_METHOD_NOT_ALLOWED',
  413: 'REQUEST_TOO_LARGE',
  415: 'REQUEST_MEDIA_TYPE',
  429: 'REQUEST_RATE_LIMITED',
  503: 'REQUEST_SERVICE_UNAVAILABLE',
  504: 'REQUEST_TIMEOUT',
};

/** The CardwrightError behind whatever was thrown. The original stays as its cause, for the log only. */
export function asCardwrightError(error: unknown): CardwrightError {
  if (error instanceof CardwrightError) return error;
  const status = statusOf(error);
  const code =
    status === undefined ? 'INTERNAL' : (codeOfStatus[status] ?? (status < 500 ? 'REQUEST_INVALID' : 'INTERNAL'));
  return new CardwrightError(code, undefined, {}, error);
}

export function toProblem(
  error: CardwrightError,
  instance: string,
  correlationId: string,
  language: ReaderLanguage = 'en',
): Problem {
  const { row } = error;
  const hasDetails = row.exposeMessage && Object.keys(error.details).length > 0;
  const { title, detail, fix } = problemIn(error, language);
  return {
    type: `urn:cardwright:error:${error.code}`,
    title,
    status: row.httpStatus,
    detail,
    instance: instance.split('?')[0] ?? '/',
    code: error.code,
    fix,
    correlationId,
    ...(hasDetails ? { details: inLanguage(error.details, language) } : {}),
  };
}

/** WWW-Authenticate of a 401 [RFC 6750 section 3, RFC 9470 section 3]. */
export function challengeOf({ code, row, details }: CardwrightError): string {
  const challenge = 'Bearer realm="cardwright"';
  if (code !== 'AUTH_STEP_UP_REQUIRED') return challenge;
  const error = 'error="insufficient_user_authentication"';
  return `${challenge}, ${error}, error_description="${row.title}", max_age="${String(details.maxAgeSeconds)}"`;
}

/** Seconds for Retry-After, where trying again later makes sense. */
export function retryAfterSeconds(error: CardwrightError): number | undefined {
  const named = error.details.retryAfterSeconds;
  if (typeof named === 'number') return Math.max(1, Math.ceil(named));
  return [429, 503, 504].includes(error.row.httpStatus) ? 5 : undefined;
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}
