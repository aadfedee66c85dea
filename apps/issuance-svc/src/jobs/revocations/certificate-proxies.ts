/** How the workflows of one certificate call their activities: how long and how often. Types only from the activities' own files. Sandbox: no Node, no Nest. */
import { proxyActivities } from '@temporalio/workflow';
import type { HoldActivities } from './hold.activities.js';
import type { RevocationActivities } from './revocation.activities.js';

/**
 * Asks the CA for as long as it takes. The activity ends after half an hour only so that the workflow can report how much time is left and
 * then ask again. The activities count their own tries and decide whether to try again.
 */
export const certificateActivities = proxyActivities<
  Pick<RevocationActivities, 'revokeAtCa'> & Pick<HoldActivities, 'applyHold'>
>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '30 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** These activities touch only the record: they are repeated for as long as the database is away. */
export const revocationRecords = proxyActivities<Pick<RevocationActivities, 'tellRevocation'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});
