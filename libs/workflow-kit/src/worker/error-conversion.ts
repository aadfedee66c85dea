/**
 * Turns what leaves an activity into a Temporal failure by its code; the conversion itself is sandbox/error-conversion.ts. What is no
 * CardwrightError is first shown to whoever makes the worker: a database that is away has no code of ours.
 */
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { toApplicationFailure } from '../sandbox/error-conversion.js';

/** Gives a CardwrightError for what it knows, and everything else back as it is. */
export type TranslateError = (error: unknown) => unknown;

export const activityErrorInterceptor =
  (translate: TranslateError = (error) => error): ActivityInterceptorsFactory =>
  () => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (thrown) {
          const error = thrown instanceof CardwrightError ? thrown : translate(thrown);
          throw error instanceof CardwrightError ? toApplicationFailure(error) : error;
        }
      },
    },
  });
