/** Compares record and CA for every device that has certificates. The nightly schedule starts it (F06). Sandbox: no Node, no Nest. */
import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ReconcileRecordsInput } from '@cardwright/contracts/workflow/card-write.contract';
import type { ReconcilerActivities } from './reconciler.activities.js';

/** A round over all devices takes long; by the heartbeat Temporal sees whether it still runs. */
const reconcilerActivities = proxyActivities<Pick<ReconcilerActivities, 'compareRecords'>>({
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Answers how many devices were compared. */
export async function reconcileRecords(input: ReconcileRecordsInput): Promise<number> {
  setCurrentDetails('Comparing record and CA of every card that has certificates');
  const compared = await reconcilerActivities.compareRecords(input);
  setCurrentDetails(`${compared} cards compared; what does not agree is listed under findings`);
  return compared;
}
