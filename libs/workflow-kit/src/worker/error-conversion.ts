/** Turns a CardwrightError that leaves an activity into a Temporal failure; the conversion itself is sandbox/error-conversion.ts. */
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { toApplicationFailure } from '../sandbox/error-conversion.js';

export const activityErrorInterceptor: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        throw error instanceof CardwrightError ? toApplicationFailure(error) : error;
      }
    },
  },
});
