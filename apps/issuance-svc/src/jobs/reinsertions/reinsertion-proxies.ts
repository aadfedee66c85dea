/** How the workflow of a reinsertion calls its activities: how long and how often. Types only from the activities' own file. Sandbox: no Node, no Nest. */
import { proxyActivities } from '@temporalio/workflow';
import type { ReinsertionActivities } from './reinsertion.activities.js';

/**
 * These ask an agent, which may be away for a moment, or busy with a saga. By time and not by number: of two releases that run at once, the
 * older one refuses them.
 */
export const agentActivities = proxyActivities<
  Pick<ReinsertionActivities, 'askForReinsertion' | 'lookForCredentials' | 'remindOfReinsertion'>
>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '20 seconds' },
});

/** Touches only the record: repeated for as long as the database is away. */
export const reinsertionRecords = proxyActivities<Pick<ReinsertionActivities, 'endReinsertion'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});
