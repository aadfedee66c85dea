/**
 * The recycle saga: certificates revoked first (state and revocation never wait for a card), then the card is read, wiped and put back to
 * stock values. Once the wipe has begun, the saga can only go forward. Sandbox: no Node, no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { RecycleActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, RecycleCardInput } from '@cardwright/contracts/workflow/card-write.contract';

const at = stagesOf('RECYCLE');
const proxies = cardProxies<RecycleActivities>();
const { cards, undo } = proxies;

export async function recycleCard(input: RecycleCardInput): Promise<CardWriteResult> {
  const stages: SagaStage[] = [
    { ...at.revoke, run: (call) => cards.revokeForRecycle({ ...call, reason: input.reason }) },
    { ...at.open, run: (call) => cards.openForRecycle(call) },
    { ...at.erase, run: (call) => cards.eraseCard(call) },
    { ...at.commit, run: (call) => cards.commitRecycle(call) },
  ];
  const saga = new CardSaga(input, {
    type: 'RECYCLE',
    stages,
    activities: proxies.saga(undo.compensateRecycle),
    abandonAfterMs: input.abandonAfterMs,
  });
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'recycled' : ended };
}
