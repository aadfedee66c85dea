/**
 * Activation of a Pending device by an operator (C16, C17): its certificates leave their hold; the initial PIN stays and must be changed.
 * It does not write the card, but shares the workflow id of card writes, so that it never runs at the same time as one. Sandbox: no Node,
 * no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { ActivateActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { ActivateCardInput, CardWriteResult } from '@cardwright/contracts/workflow/card-write.contract';

const at = stagesOf('ACTIVATE');
const proxies = cardProxies<ActivateActivities>();
const { cards, undo } = proxies;
/** A parked activation has no card session. It is given up after the same time as every other saga. */
const abandonAfterMs = 72 * 3600 * 1000;

export async function activateCard(input: ActivateCardInput): Promise<CardWriteResult> {
  const stages: SagaStage[] = [{ ...at.activate, run: (call) => cards.activateDevice(call) }];
  const saga = new CardSaga(input, {
    type: 'ACTIVATE',
    stages,
    activities: proxies.saga(undo.compensateActivation),
    abandonAfterMs,
  });
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'activated' : ended };
}
