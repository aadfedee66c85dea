/** Exit codes of `cardwright`: one meaning each, stable, listed in docs/cli.md. Scripts branch on them, never on text. */
import type { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  notSignedIn: 3,
  refused: 4,
  notFound: 5,
  conflict: 6,
  waitingForPerson: 7,
  unavailable: 8,
  notAcceptable: 9,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const byStatus: Readonly<Record<number, ExitCode>> = {
  400: exitCode.usage,
  401: exitCode.notSignedIn,
  403: exitCode.refused,
  404: exitCode.notFound,
  409: exitCode.conflict,
  413: exitCode.notAcceptable,
  415: exitCode.usage,
  422: exitCode.notAcceptable,
  429: exitCode.unavailable,
  503: exitCode.unavailable,
  504: exitCode.unavailable,
};

export const exitCodeOf = (error: CardwrightError): ExitCode => byStatus[error.row.httpStatus] ?? exitCode.failed;
