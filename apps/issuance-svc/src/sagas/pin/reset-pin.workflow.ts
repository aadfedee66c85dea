/**
 * The PIN reset saga: read the card, wait for the holder's new PIN, set it by the PUK. Nothing is written before the PIN is there; after
 * a cut the card is read again and the PIN asked again, because the PIN went with the card session. Sandbox: no Node, no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { HolderPin } from '@cardwright/card-saga/holder-pin';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { ResetPinActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, ResetPinInput } from '@cardwright/contracts/workflow/card-write.contract';
import { say } from '@cardwright/contracts/words/say';

const at = stagesOf('UNLOCK');
const proxies = cardProxies<ResetPinActivities>();
const { cards, undo } = proxies;

export async function resetPin(input: ResetPinInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin('UNLOCK');
  const stages: SagaStage[] = [
    { ...at.open, run: (call) => holderPin.ask((refused) => cards.openForPinReset({ ...call, refused })) },
    {
      ...at['new-pin'],
      run: async (call) => {
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (saga.cancelRequested) return;
        if (answer === 'supplied') return holderPin.give(() => cards.resetHolderPin(call));
        holderPin.nobodyCame(saga, say('nobody.new-pin'));
      },
    },
    { ...at.commit, run: (call) => cards.commitPinReset(call) },
  ];
  const saga: CardSaga = new CardSaga(input, {
    type: 'UNLOCK',
    stages,
    activities: proxies.saga(undo.compensatePinReset),
    abandonAfterMs: input.abandonAfterMs,
    reopensAlso: holderPin.refusals,
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'pin-reset' : ended };
}
