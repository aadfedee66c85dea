/**
 * The PIN reset saga: read the card, wait for the holder's new PIN, set it by the PUK. Nothing is written before the PIN is there; after
 * a cut the card is read again and the PIN asked again, because the PIN went with the card session. Sandbox: no Node, no Nest.
 */
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { stageSpan } from '@cardwright/contracts/workflow/stages';
import type { CardWriteResult, ResetPinInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardActivities, sagaActivities, undoActivities } from './activity-proxies.js';
import { HolderPin } from './holder-pin.js';

export async function resetPin(input: ResetPinInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin();
  const stages: SagaStage[] = [
    {
      name: 'open',
      percent: stageSpan.open[0],
      sentence: 'Reading the card',
      run: (call) => holderPin.ask((refused) => cardActivities.openForPinReset({ ...call, refused })),
    },
    {
      name: 'new-pin',
      percent: stageSpan['new-pin'][0],
      sentence: 'Waiting for the cardholder to choose the new PIN; nothing is written before',
      waits: true,
      run: async (call) => {
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (saga.cancelRequested) return;
        if (answer === 'supplied') return holderPin.give(() => cardActivities.resetHolderPin(call));
        holderPin.nobodyCame(saga, 'Nobody chose the new PIN in time; the card waits for it');
      },
    },
    {
      name: 'commit',
      percent: stageSpan.commit[0],
      sentence: 'Putting the record into agreement with the card',
      run: (call) => cardActivities.commitPinReset(call),
    },
  ];
  const saga: CardSaga = new CardSaga(input, {
    type: 'UNLOCK',
    stages,
    activities: sagaActivities(undoActivities.compensatePinReset),
    abandonAfterMs: input.abandonAfterMs,
    reopensAlso: [holderPin.refusal],
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'pin-reset' : ended };
}
