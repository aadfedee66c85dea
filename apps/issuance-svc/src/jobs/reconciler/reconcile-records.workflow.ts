/** Record against CA, every device that has certificates: what the nightly schedule starts (F06). Sandbox: no Node, no Nest. */
import { setCurrentDetails } from '@temporalio/workflow';
import type { ReconcileRecordsInput } from '@cardwright/contracts/workflow/card-write.contract';
import { reconcilerActivities } from '../../sagas/sandbox/activity-proxies.js';

/** Answers how many devices were compared. */
export async function reconcileRecords(input: ReconcileRecordsInput): Promise<number> {
  setCurrentDetails('Comparing record and CA of every card that has certificates');
  const compared = await reconcilerActivities.compareRecords(input);
  setCurrentDetails(`${compared} cards compared; what does not agree is listed under findings`);
  return compared;
}
