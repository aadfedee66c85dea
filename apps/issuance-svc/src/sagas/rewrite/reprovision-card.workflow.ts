/**
 * The reprovision saga (model.md section 4): open, the new PIN, one key reference after the other, content and record. Before the PIN is
 * there, the card is only read. Once a key was made, the saga can only go forward. Sandbox: no Node, no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { HolderPin } from '@cardwright/card-saga/holder-pin';
import { replaceReferences } from '@cardwright/card-saga/replace-references';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { ReprovisionActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, ReprovisionCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { say } from '@cardwright/contracts/words/say';

const at = stagesOf('REPROVISION');
const proxies = cardProxies<ReprovisionActivities>();
const { cards, undo } = proxies;

export async function reprovisionCard(input: ReprovisionCardInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin('REPROVISION');
  /** How many key references the plan of this attempt has. Those that earlier attempts finished are not in it. */
  let references = 0;

  const stages: SagaStage[] = [
    {
      ...at.open,
      run: async (call) => {
        ({ references } = await holderPin.ask((refused) =>
          cards.openForReprovision({ ...call, reprovision: input, refused }),
        ));
      },
    },
    {
      ...at['new-pin'],
      run: async () => {
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (answer === 'supplied' || saga.cancelRequested) return;
        holderPin.nobodyCame(saga, say('nobody.new-pin-finish'));
      },
    },
    {
      ...at.references,
      run: (call) =>
        holderPin.give(() => replaceReferences(saga, proxies, { ...call, reprovision: input }, references)),
    },
    {
      ...at.content,
      run: (call) => holderPin.give(() => cards.finishReprovision({ ...call, reprovision: input })),
    },
  ];
  const saga: CardSaga = new CardSaga(input, {
    type: 'REPROVISION',
    stages,
    activities: proxies.saga((call) => undo.compensateReprovision({ ...call, reprovision: input })),
    abandonAfterMs: input.abandonAfterMs,
    reopensAlso: holderPin.refusals,
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'reprovisioned' : ended };
}
