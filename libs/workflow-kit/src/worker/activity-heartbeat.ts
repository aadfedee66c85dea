/**
 * A sign of life from every activity that has to give one, for as long as it runs: a slow CA, a planner or a loop is not taken for a lost
 * worker, which would start a second run of it beside the first. A worker that stands still gives none. The answer to a heartbeat also
 * brings the news that the activity is to be cancelled.
 */
import { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Heartbeats that may be lost before the activity counts as lost. */
const spare = 3;

export const activityHeartbeatInterceptor: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      const context = Context.current();
      const { heartbeatTimeoutMs } = context.info;
      if (!heartbeatTimeoutMs) return next(input);
      const pump = setInterval(() => context.heartbeat(), heartbeatTimeoutMs / (spare + 1));
      try {
        return await next(input);
      } finally {
        clearInterval(pump);
      }
    },
  },
});
