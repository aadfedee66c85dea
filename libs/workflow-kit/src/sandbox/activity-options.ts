/**
 * How activities are timed and repeated, by what they touch. Temporal's default (repeat for ever at once) would spend
 * PIN tries; whether an error may be repeated at all comes from the error catalogue (error-conversion.ts).
 */
import type { ActivityOptions } from '@temporalio/common';

/**
 * A batch on a card: at most once per decision of the saga, which reads the card back before it tries again. 24 RSA keys
 * take minutes; the heartbeat (one per step) shows within 45 s that the agent is gone. RSA-4096 on a card may take 40 s.
 */
export const cardActivityOptions = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '45 seconds',
  retry: { maximumAttempts: 1 },
} as const satisfies ActivityOptions;

/** Our own services and database: quick, idempotent; given up after about a minute, then the saga parks or asks again. */
export const serviceActivityOptions = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '90 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
} as const satisfies ActivityOptions;

/** Work that must happen however long its service is away: revocation, releasing what a saga holds, signing. */
export const patientActivityOptions = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
} as const satisfies ActivityOptions;

/** Record keeping in the worker's own process and database: eager and local-feeling, still recorded. */
export const recordActivityOptions = {
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '100 milliseconds', backoffCoefficient: 2, maximumInterval: '5 seconds' },
} as const satisfies ActivityOptions;
