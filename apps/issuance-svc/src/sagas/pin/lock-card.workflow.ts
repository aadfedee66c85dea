/**
 * The lock saga (B05): read the card, block its PIN, record it. After a cut the card is read again and blocked to the end. There is no
 * safe point between the block and its record: a cancel that comes then comes too late. Sandbox: no Node, no Nest.
 */
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { CardWriteResult, LockCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardActivities, sagaActivities, undoActivities } from '../sandbox/activity-proxies.js';

const at = stagesOf('LOCK');

export async function lockCard(input: LockCardInput): Promise<CardWriteResult> {
  const stages: SagaStage[] = [
    { ...at.open, run: (call) => cardActivities.openForLock(call) },
    {
      ...at.block,
      run: async (call) => {
        await cardActivities.blockPin(call);
        await cardActivities.commitLock(call);
      },
    },
  ];
  const saga = new CardSaga(input, {
    type: 'LOCK',
    stages,
    activities: sagaActivities(undoActivities.compensateLock),
    abandonAfterMs: input.abandonAfterMs,
  });
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'locked' : ended };
}
