/**
 * Turns what leaves an activity into a Temporal failure by its code; the conversion itself is sandbox/error-conversion.ts. What is no
 * CardwrightError is first shown to whoever makes the worker: a database that is away has no code of ours.
 */
import { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { toApplicationFailure } from '../sandbox/error-conversion.js';

/** Returns a CardwrightError for errors that it knows, and all others unchanged. */
export type TranslateError = (error: unknown) => unknown;
/** Called when an activity is repeated. call: the activity's first argument. Its own errors are ignored. */
export type OnRepeated = (error: CardwrightError, call: unknown) => Promise<void>;

export interface ActivityErrorHooks {
  translateError?: TranslateError | undefined;
  onRepeated?: OnRepeated | undefined;
}

export const activityErrorInterceptor =
  ({ translateError = (error) => error, onRepeated }: ActivityErrorHooks = {}): ActivityInterceptorsFactory =>
  () => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (thrown) {
          const error = thrown instanceof CardwrightError ? thrown : translateError(thrown);
          if (!(error instanceof CardwrightError)) throw error;
          const failure = toApplicationFailure(error);
          const { attempt, retryPolicy } = Context.current().info;
          const isFinal = failure.nonRetryable === true || retryPolicy?.nonRetryableErrorTypes?.includes(error.code);
          if (isFinal !== true && attempt > 1) await onRepeated?.(error, input.args[0]).catch(() => undefined);
          throw failure;
        }
      },
    },
  });
