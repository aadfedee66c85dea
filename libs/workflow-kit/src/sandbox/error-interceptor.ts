/**
 * Bundled into every workflow: a CardwrightError that leaves a workflow or an update handler becomes a failure of it.
 * Without this Temporal takes it for a bug and repeats the workflow task for ever.
 */
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { toApplicationFailure } from './error-conversion.js';

const convert = (error: unknown): unknown => (error instanceof CardwrightError ? toApplicationFailure(error) : error);

export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          throw convert(error);
        }
      },
      async handleUpdate(input, next) {
        try {
          return await next(input);
        } catch (error) {
          throw convert(error);
        }
      },
      validateUpdate(input, next) {
        try {
          next(input);
        } catch (error) {
          throw convert(error);
        }
      },
    },
  ],
});
