/**
 * The change of a PIN that is known: read the card, wait for the old PIN and the new one, and change it by the old one. Neither is ever sent
 * to the card again without a person: after a cut both are asked for again, and the card is asked first whether it has the new one already.
 * Sandbox: no Node, no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { HolderPin } from '@cardwright/card-saga/holder-pin';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { ChangePinActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, ChangePinInput } from '@cardwright/contracts/workflow/card-write.contract';
import { say } from '@cardwright/contracts/words/say';

const at = stagesOf('CHANGE_PIN');
const proxies = cardProxies<ChangePinActivities>();
const { cards, undo } = proxies;

export async function changePin(input: ChangePinInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin('CHANGE_PIN');
  const stages: SagaStage[] = [
    { ...at.open, run: (call) => holderPin.ask((_again, refused) => cards.openForPinChange({ ...call, refused })) },
    {
      ...at.pins,
      run: async () => {
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (!saga.cancelRequested && answer !== 'supplied') holderPin.nobodyCame(saga, say('nobody.pins-typed'));
      },
    },
    { ...at.change, run: (call) => holderPin.give(() => cards.changeHolderPin(call)) },
    { ...at.commit, run: (call) => cards.commitPinChange(call) },
  ];
  const saga: CardSaga = new CardSaga(input, {
    type: 'CHANGE_PIN',
    stages,
    activities: proxies.saga(undo.compensatePinChange),
    abandonAfterMs: input.abandonAfterMs,
    reopensAlso: holderPin.refusals,
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'pin-changed' : ended };
}
