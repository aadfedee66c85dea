/**
 * One key reference after the other, as reprovision and update share it. A cancel takes effect between two of them, once the one that
 * was made has its certificate. Sandbox: no Node, no Nest.
 */
import type { CardSaga } from '@cardwright/card-saga/card-saga';
import type { RewriteCall } from '../activities/key-replacement.js';
import { cardActivities } from './activity-proxies.js';

/** count: of the plan of this attempt. */
export async function replaceReferences(saga: CardSaga, call: RewriteCall, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    // Between two key references the card is at rest but for the certificate of the last one.
    if (saga.cancelRequested) return cardActivities.finishReference({ ...call, index });
    await cardActivities.replaceReference({ ...call, index });
  }
  if (saga.cancelRequested) await cardActivities.finishReference({ ...call, index: count });
}
