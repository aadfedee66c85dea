/** How the workflows of one certificate call their activities: how long and how often. Types only from the activities' own files. Sandbox: no Node, no Nest. */
import { proxyActivities } from '@temporalio/workflow';
import type { HoldActivities } from './hold.activities.js';
import type { RevocationActivities } from './revocation.activities.js';

/**
 * Asking the CA, for as long as it takes: given up after half an hour only so that the workflow can say how long is left, and ask on.
 * The activities count their own tries and decide what is worth another one.
 */
export const certificateActivities = proxyActivities<
  Pick<RevocationActivities, 'revokeAtCa'> & Pick<HoldActivities, 'applyHold'>
>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '30 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Its records only: for as long as the database is away. */
export const revocationRecords = proxyActivities<Pick<RevocationActivities, 'tellRevocation'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});
