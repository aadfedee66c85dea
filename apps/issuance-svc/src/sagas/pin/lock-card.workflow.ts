/**
 * The lock saga (B05): read the card, block its PIN, record it. After a cut the card is read again and blocked to the end. There is no
 * safe point between the block and its record: a cancel that comes then comes too late. Sandbox: no Node, no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { LockActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, LockCardInput } from '@cardwright/contracts/workflow/card-write.contract';

const at = stagesOf('LOCK');
const proxies = cardProxies<LockActivities>();
const { cards, undo } = proxies;

export async function lockCard(input: LockCardInput): Promise<CardWriteResult> {
  const stages: SagaStage[] = [
    { ...at.open, run: (call) => cards.openForLock(call) },
    {
      ...at.block,
      run: async (call) => {
        await cards.blockPin(call);
        await cards.commitLock(call);
      },
    },
  ];
  const saga = new CardSaga(input, {
    type: 'LOCK',
    stages,
    activities: proxies.saga(undo.compensateLock),
    abandonAfterMs: input.abandonAfterMs,
  });
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'locked' : ended };
}
