/**
 * The recycle saga: certificates revoked first (state and revocation never wait for a card), then the card is read, wiped
 * and put back to stock values. Forward only once the wipe has begun. Sandbox: no Node, no Nest.
 */
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { stageSpan } from '@cardwright/contracts/workflow/stages';
import type { CardWriteResult, RecycleCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardActivities, sagaActivities, undoActivities } from './activity-proxies.js';

export async function recycleCard(input: RecycleCardInput): Promise<CardWriteResult> {
  const stages: SagaStage[] = [
    {
      name: 'revoke',
      percent: stageSpan.revoke[0],
      sentence: 'Revoking the certificates of the card',
      run: (call) => cardActivities.revokeForRecycle({ ...call, reason: input.reason }),
    },
    {
      name: 'open',
      percent: stageSpan.open[0],
      sentence: 'Reading the card',
      run: (call) => cardActivities.openForRecycle(call),
    },
    {
      name: 'erase',
      percent: stageSpan.erase[0],
      sentence: 'Wiping keys and content and restoring the stock values',
      run: (call) => cardActivities.eraseCard(call),
    },
    {
      name: 'commit',
      percent: stageSpan.commit[0],
      sentence: 'Putting the record back to a blank card',
      run: (call) => cardActivities.commitRecycle(call),
    },
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
