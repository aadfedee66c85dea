/**
 * The recycle saga: certificates revoked first (state and revocation never wait for a card), then the card is read, wiped
 * and put back to stock values. Forward only once the wipe has begun. Sandbox: no Node, no Nest.
 */
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { CardWriteResult, RecycleCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardActivities, sagaActivities, undoActivities } from '../sandbox/activity-proxies.js';

const at = stagesOf('RECYCLE');

export async function recycleCard(input: RecycleCardInput): Promise<CardWriteResult> {
  const stages: SagaStage[] = [
    { ...at.revoke, run: (call) => cardActivities.revokeForRecycle({ ...call, reason: input.reason }) },
    { ...at.open, run: (call) => cardActivities.openForRecycle(call) },
    { ...at.erase, run: (call) => cardActivities.eraseCard(call) },
    { ...at.commit, run: (call) => cardActivities.commitRecycle(call) },
  ];
  const saga = new CardSaga(input, {
    type: 'RECYCLE',
    stages,
    activities: sagaActivities(undoActivities.compensateRecycle),
    abandonAfterMs: input.abandonAfterMs,
  });
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'recycled' : ended };
}
