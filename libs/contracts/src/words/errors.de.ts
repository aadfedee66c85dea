/** The German words of every error code: title, and what to do. One that English has and German has not does not compile. */
import type { ErrorCode } from '../errors/error-catalogue.js';
import { cardErrors } from './errors.card.de.js';
import { requestErrors } from './errors.request.de.js';

export const errorsInGerman: Readonly<Record<ErrorCode, readonly [title: string, fix: string]>> = {
  ...cardErrors,
  ...requestErrors,
};
