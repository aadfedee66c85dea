/**
 * The update saga (model.md section 4): open, the card's PIN, one key reference after the other, what changed besides, and the record.
 * The PIN is verified and never set; nothing is written before the card has taken it. Sandbox: no Node, no Nest.
 */
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { CardWriteResult, UpdateCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardActivities, sagaActivities, undoActivities } from '../sandbox/activity-proxies.js';
import { HolderPin } from '../sandbox/holder-pin.js';
import { replaceReferences } from '../sandbox/replace-references.js';

const at = stagesOf('UPDATE');

export async function updateCard(input: UpdateCardInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin('UPDATE');
  /** The plan of this attempt does not contain what earlier attempts finished. begun: an earlier attempt has replaced a key. */
  let opened = { references: 0, begun: false };

  const stages: SagaStage[] = [
    {
      ...at.open,
      run: async (call) => {
        opened = await holderPin.ask((refused) =>
          cardActivities.openForUpdate({ ...call, reprovision: input, refused }),
        );
      },
    },
    {
      ...at['card-pin'],
      run: async (call) => {
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (saga.cancelRequested) return;
        if (answer === undefined)
          return holderPin.nobodyCame(
            saga,
            'Nobody typed the PIN in time; the card waits to be finished',
            opened.begun,
          );
        await holderPin.give(() => cardActivities.verifyCardPin({ ...call, reprovision: input }));
      },
    },
    { ...at.references, run: (call) => replaceReferences(saga, { ...call, reprovision: input }, opened.references) },
    { ...at.content, run: (call) => cardActivities.finishUpdate({ ...call, reprovision: input }) },
  ];
  const saga: CardSaga = new CardSaga(input, {
    type: 'UPDATE',
    stages,
    activities: sagaActivities((call) => undoActivities.compensateUpdate({ ...call, reprovision: input })),
    abandonAfterMs: input.abandonAfterMs,
    // Asked again, with a new key to seal to, while more than one try is left.
    reopensAlso: [holderPin.refusal],
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'updated' : ended };
}
